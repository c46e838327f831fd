// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "enums.h"

#include <string.h>
#include <strings.h>

#include <kacs/access.h>
#include <kacs/names.h>
#include <kacs/privilege.h>
#include <kacs/process.h>
#include <kacs/sd.h>
#include <kacs/syscall.h>
#include <kacs/token.h>

/* clang-format off */
const struct kacs_enum kacs_privilege_enum[] = {
	{ KACS_SE_CREATE_TOKEN, "SeCreateTokenPrivilege" },
	{ KACS_SE_ASSIGN_PRIMARY_TOKEN, "SeAssignPrimaryTokenPrivilege" },
	{ KACS_SE_LOCK_MEMORY, "SeLockMemoryPrivilege" },
	{ KACS_SE_INCREASE_QUOTA, "SeIncreaseQuotaPrivilege" },
	{ KACS_SE_MACHINE_ACCOUNT, "SeMachineAccountPrivilege" },
	{ KACS_SE_TCB, "SeTcbPrivilege" },
	{ KACS_SE_SECURITY, "SeSecurityPrivilege" },
	{ KACS_SE_TAKE_OWNERSHIP, "SeTakeOwnershipPrivilege" },
	{ KACS_SE_LOAD_DRIVER, "SeLoadDriverPrivilege" },
	{ KACS_SE_SYSTEM_PROFILE, "SeSystemProfilePrivilege" },
	{ KACS_SE_SYSTEMTIME, "SeSystemtimePrivilege" },
	{ KACS_SE_PROFILE_SINGLE_PROCESS, "SeProfileSingleProcessPrivilege" },
	{ KACS_SE_INCREASE_BASE_PRIORITY, "SeIncreaseBasePriorityPrivilege" },
	{ KACS_SE_CREATE_PAGEFILE, "SeCreatePagefilePrivilege" },
	{ KACS_SE_CREATE_PERMANENT, "SeCreatePermanentPrivilege" },
	{ KACS_SE_BACKUP, "SeBackupPrivilege" },
	{ KACS_SE_RESTORE, "SeRestorePrivilege" },
	{ KACS_SE_SHUTDOWN, "SeShutdownPrivilege" },
	{ KACS_SE_DEBUG, "SeDebugPrivilege" },
	{ KACS_SE_AUDIT, "SeAuditPrivilege" },
	{ KACS_SE_SYSTEM_ENVIRONMENT, "SeSystemEnvironmentPrivilege" },
	{ KACS_SE_CHANGE_NOTIFY, "SeChangeNotifyPrivilege" },
	{ KACS_SE_REMOTE_SHUTDOWN, "SeRemoteShutdownPrivilege" },
	{ KACS_SE_UNDOCK, "SeUndockPrivilege" },
	{ KACS_SE_SYNC_AGENT, "SeSyncAgentPrivilege" },
	{ KACS_SE_ENABLE_DELEGATION, "SeEnableDelegationPrivilege" },
	{ KACS_SE_MANAGE_VOLUME, "SeManageVolumePrivilege" },
	{ KACS_SE_IMPERSONATE, "SeImpersonatePrivilege" },
	{ KACS_SE_CREATE_GLOBAL, "SeCreateGlobalPrivilege" },
	{ KACS_SE_TRUSTED_CREDMAN_ACCESS, "SeTrustedCredManAccessPrivilege" },
	{ KACS_SE_RELABEL, "SeRelabelPrivilege" },
	{ KACS_SE_INCREASE_WORKING_SET, "SeIncreaseWorkingSetPrivilege" },
	{ KACS_SE_TIME_ZONE, "SeTimeZonePrivilege" },
	{ KACS_SE_CREATE_SYMBOLIC_LINK, "SeCreateSymbolicLinkPrivilege" },
	{ KACS_SE_CREATE_JOB, "SeCreateJobPrivilege" },
	{ KACS_SE_BIND_PRIVILEGED_PORT, "SeBindPrivilegedPortPrivilege" },
	{ 0, NULL },
};

const struct kacs_enum kacs_integrity_enum[] = {
	{ KACS_INTEGRITY_UNTRUSTED, "untrusted" },
	{ KACS_INTEGRITY_LOW, "low" },
	{ KACS_INTEGRITY_MEDIUM, "medium" },
	{ KACS_INTEGRITY_HIGH, "high" },
	{ KACS_INTEGRITY_SYSTEM, "system" },
	{ 0, NULL },
};

const struct kacs_enum kacs_mandatory_policy_enum[] = {
	{ KACS_POLICY_NO_WRITE_UP, "no_write_up" },
	{ KACS_POLICY_NEW_PROCESS_MIN, "new_process_min" },
	{ 0, NULL },
};

const struct kacs_enum kacs_token_type_enum[] = {
	{ KACS_TOKEN_PRIMARY, "primary" },
	{ KACS_TOKEN_IMPERSONATION, "impersonation" },
	{ 0, NULL },
};

const struct kacs_enum kacs_level_enum[] = {
	{ KACS_LEVEL_ANONYMOUS, "anonymous" },
	{ KACS_LEVEL_IDENTIFICATION, "identification" },
	{ KACS_LEVEL_IMPERSONATION, "impersonation" },
	{ KACS_LEVEL_DELEGATION, "delegation" },
	{ 0, NULL },
};

static const struct kacs_enum logon_types[] = {
	{ KACS_LOGON_INTERACTIVE, "interactive" },
	{ KACS_LOGON_NETWORK, "network" },
	{ KACS_LOGON_BATCH, "batch" },
	{ KACS_LOGON_SERVICE, "service" },
	{ KACS_LOGON_NETWORK_CLEARTEXT, "network_cleartext" },
	{ KACS_LOGON_NEW_CREDENTIALS, "new_credentials" },
	{ 0, NULL },
};

static const struct kacs_enum elevations[] = {
	{ KACS_ELEVATION_DEFAULT, "default" },
	{ KACS_ELEVATION_FULL, "full" },
	{ KACS_ELEVATION_LIMITED, "limited" },
	{ 0, NULL },
};

const struct kacs_enum kacs_group_attribute_enum[] = {
	{ KACS_SE_GROUP_MANDATORY, "mandatory" },
	{ KACS_SE_GROUP_ENABLED_BY_DEFAULT, "enabled_by_default" },
	{ KACS_SE_GROUP_ENABLED, "enabled" },
	{ KACS_SE_GROUP_OWNER, "owner" },
	{ KACS_SE_GROUP_USE_FOR_DENY_ONLY, "use_for_deny_only" },
	{ KACS_SE_GROUP_INTEGRITY, "integrity" },
	{ KACS_SE_GROUP_INTEGRITY_ENABLED, "integrity_enabled" },
	{ KACS_SE_GROUP_RESOURCE, "resource" },
	{ KACS_SE_GROUP_LOGON_ID, "logon_id" },
	{ 0, NULL },
};

const struct kacs_enum kacs_audit_policy_enum[] = {
	{ KACS_AUDIT_OBJECT_ACCESS_SUCCESS, "object_access_success" },
	{ KACS_AUDIT_OBJECT_ACCESS_FAILURE, "object_access_failure" },
	{ KACS_AUDIT_PRIVILEGE_USE_SUCCESS, "privilege_use_success" },
	{ KACS_AUDIT_PRIVILEGE_USE_FAILURE, "privilege_use_failure" },
	{ 0, NULL },
};

/* 3.9. */
const struct kacs_enum kacs_claim_flag_enum[] = {
	{ 0x0002, "case_sensitive" },
	{ 0x0004, "use_for_deny_only" },
	{ 0x0010, "disabled" },
	{ 0x0020, "mandatory" },
	{ 0, NULL },
};

/* 3.9. */
const struct kacs_enum kacs_claim_type_enum[] = {
	{ 0x0001, "int64" },
	{ 0x0002, "uint64" },
	{ 0x0003, "string" },
	{ 0x0005, "sid" },
	{ 0x0006, "boolean" },
	{ 0x0010, "octet" },
	{ 0, NULL },
};

const struct kacs_enum kacs_control_enum[] = {
	{ KACS_SE_OWNER_DEFAULTED, "owner_defaulted" },
	{ KACS_SE_GROUP_DEFAULTED, "group_defaulted" },
	{ KACS_SE_DACL_PRESENT, "dacl_present" },
	{ KACS_SE_DACL_DEFAULTED, "dacl_defaulted" },
	{ KACS_SE_SACL_PRESENT, "sacl_present" },
	{ KACS_SE_SACL_DEFAULTED, "sacl_defaulted" },
	{ KACS_SE_DACL_TRUSTED, "dacl_trusted" },
	{ KACS_SE_SERVER_SECURITY, "server_security" },
	{ KACS_SE_DACL_AUTO_INHERIT_REQ, "dacl_auto_inherit_req" },
	{ KACS_SE_SACL_AUTO_INHERIT_REQ, "sacl_auto_inherit_req" },
	{ KACS_SE_DACL_AUTO_INHERITED, "dacl_auto_inherited" },
	{ KACS_SE_SACL_AUTO_INHERITED, "sacl_auto_inherited" },
	{ KACS_SE_DACL_PROTECTED, "dacl_protected" },
	{ KACS_SE_SACL_PROTECTED, "sacl_protected" },
	{ KACS_SE_RM_CONTROL_VALID, "rm_control_valid" },
	{ KACS_SE_SELF_RELATIVE, "self_relative" },
	{ 0, NULL },
};

const struct kacs_enum kacs_ace_type_enum[] = {
	{ KACS_ACE_ACCESS_ALLOWED, "allow" },
	{ KACS_ACE_ACCESS_DENIED, "deny" },
	{ KACS_ACE_SYSTEM_AUDIT, "audit" },
	{ KACS_ACE_SYSTEM_ALARM, "alarm" },
	{ KACS_ACE_ACCESS_ALLOWED_COMPOUND, "compound allow" },
	{ KACS_ACE_ACCESS_ALLOWED_OBJECT, "object allow" },
	{ KACS_ACE_ACCESS_DENIED_OBJECT, "object deny" },
	{ KACS_ACE_SYSTEM_AUDIT_OBJECT, "object audit" },
	{ KACS_ACE_SYSTEM_ALARM_OBJECT, "object alarm" },
	{ KACS_ACE_ACCESS_ALLOWED_CALLBACK, "conditional allow" },
	{ KACS_ACE_ACCESS_DENIED_CALLBACK, "conditional deny" },
	{ KACS_ACE_ACCESS_ALLOWED_CALLBACK_OBJECT, "conditional object allow" },
	{ KACS_ACE_ACCESS_DENIED_CALLBACK_OBJECT, "conditional object deny" },
	{ KACS_ACE_SYSTEM_AUDIT_CALLBACK, "conditional audit" },
	{ KACS_ACE_SYSTEM_ALARM_CALLBACK, "conditional alarm" },
	{ KACS_ACE_SYSTEM_AUDIT_CALLBACK_OBJECT, "conditional object audit" },
	{ KACS_ACE_SYSTEM_ALARM_CALLBACK_OBJECT, "conditional object alarm" },
	{ KACS_ACE_SYSTEM_MANDATORY_LABEL, "label" },
	{ KACS_ACE_SYSTEM_RESOURCE_ATTRIBUTE, "attribute" },
	{ KACS_ACE_SYSTEM_SCOPED_POLICY_ID, "policy" },
	{ KACS_ACE_SYSTEM_PROCESS_TRUST_LABEL, "trust label" },
	{ 0, NULL },
};

const struct kacs_enum kacs_ace_flag_enum[] = {
	{ KACS_ACE_OBJECT_INHERIT, "object_inherit" },
	{ KACS_ACE_CONTAINER_INHERIT, "container_inherit" },
	{ KACS_ACE_NO_PROPAGATE_INHERIT, "no_propagate_inherit" },
	{ KACS_ACE_INHERIT_ONLY, "inherit_only" },
	{ KACS_ACE_INHERITED, "inherited" },
	{ KACS_ACE_SUCCESSFUL_ACCESS, "successful_access" },
	{ KACS_ACE_FAILED_ACCESS, "failed_access" },
	{ 0, NULL },
};

const struct kacs_enum kacs_label_policy_enum[] = {
	{ KACS_LABEL_NO_READ_UP, "no_read_up" },
	{ KACS_LABEL_NO_WRITE_UP, "no_write_up" },
	{ KACS_LABEL_NO_EXECUTE_UP, "no_execute_up" },
	{ 0, NULL },
};

const struct kacs_enum kacs_object_type_enum[] = {
	{ KACS_OBJECT_FILE, "file" },
	{ KACS_OBJECT_DIRECTORY, "directory" },
	{ KACS_OBJECT_PROCESS, "process" },
	{ KACS_OBJECT_TOKEN, "token" },
	{ KACS_OBJECT_SYSTEM, "system" },
	{ KACS_OBJECT_USER, "user object" },
	{ KACS_OBJECT_SOCKET, "socket" },
	{ KACS_OBJECT_IPC, "System V IPC object" },
	{ KACS_OBJECT_DS, "directory service object" },
	{ 0, NULL },
};

const struct kacs_enum kacs_capability_enum[] = {
	{ 0, "CAP_CHOWN" },
	{ 1, "CAP_DAC_OVERRIDE" },
	{ 2, "CAP_DAC_READ_SEARCH" },
	{ 3, "CAP_FOWNER" },
	{ 4, "CAP_FSETID" },
	{ 5, "CAP_KILL" },
	{ 6, "CAP_SETGID" },
	{ 7, "CAP_SETUID" },
	{ 8, "CAP_SETPCAP" },
	{ 9, "CAP_LINUX_IMMUTABLE" },
	{ 10, "CAP_NET_BIND_SERVICE" },
	{ 11, "CAP_NET_BROADCAST" },
	{ 12, "CAP_NET_ADMIN" },
	{ 13, "CAP_NET_RAW" },
	{ 14, "CAP_IPC_LOCK" },
	{ 15, "CAP_IPC_OWNER" },
	{ 16, "CAP_SYS_MODULE" },
	{ 17, "CAP_SYS_RAWIO" },
	{ 18, "CAP_SYS_CHROOT" },
	{ 19, "CAP_SYS_PTRACE" },
	{ 20, "CAP_SYS_PACCT" },
	{ 21, "CAP_SYS_ADMIN" },
	{ 22, "CAP_SYS_BOOT" },
	{ 23, "CAP_SYS_NICE" },
	{ 24, "CAP_SYS_RESOURCE" },
	{ 25, "CAP_SYS_TIME" },
	{ 26, "CAP_SYS_TTY_CONFIG" },
	{ 27, "CAP_MKNOD" },
	{ 28, "CAP_LEASE" },
	{ 29, "CAP_AUDIT_WRITE" },
	{ 30, "CAP_AUDIT_CONTROL" },
	{ 31, "CAP_SETFCAP" },
	{ 32, "CAP_MAC_OVERRIDE" },
	{ 33, "CAP_MAC_ADMIN" },
	{ 34, "CAP_SYSLOG" },
	{ 35, "CAP_WAKE_ALARM" },
	{ 36, "CAP_BLOCK_SUSPEND" },
	{ 37, "CAP_AUDIT_READ" },
	{ 38, "CAP_PERFMON" },
	{ 39, "CAP_BPF" },
	{ 40, "CAP_CHECKPOINT_RESTORE" },
	{ 0, NULL },
};

const struct kacs_enum kacs_mitigation_enum[] = {
	{ KACS_MIT_WXP, "wxp" },
	{ KACS_MIT_TLP, "tlp" },
	{ KACS_MIT_LSV, "lsv" },
	{ KACS_MIT_UI_ACCESS, "ui_access" },
	{ KACS_MIT_NO_CHILD, "no_child" },
	{ KACS_MIT_CFIF, "cfif" },
	{ KACS_MIT_CFIB, "cfib" },
	{ KACS_MIT_PIE, "pie" },
	{ KACS_MIT_SML, "sml" },
	{ 0, NULL },
};
/* clang-format on */

const char *kacs_enum_name(const struct kacs_enum *table, u64 value)
{
	for (; table->name; table++)
		if (table->value == value)
			return table->name;
	return NULL;
}

bool kacs_enum_value(const struct kacs_enum *table, const char *name,
		     u64 *value)
{
	for (; table->name; table++)
		if (strcasecmp(table->name, name) == 0) {
			*value = table->value;
			return true;
		}
	return false;
}

const char *kacs_privilege_name(unsigned int bit)
{
	return kacs_enum_name(kacs_privilege_enum, bit);
}

const char *kacs_mitigation_name(uint32_t mitigation)
{
	return kacs_enum_name(kacs_mitigation_enum, mitigation);
}

uint32_t kacs_mitigation_value(const char *name)
{
	u64 value;

	return kacs_enum_value(kacs_mitigation_enum, name, &value)
		       ? (uint32_t)value
		       : 0;
}

/* Is @text the whole of @stem, with or without "Privilege" behind it? */
static bool is_privilege_stem(const char *text, const char *stem, size_t len)
{
	return strncasecmp(text, stem, len) == 0 &&
	       (text[len] == '\0' || strcasecmp(text + len, "Privilege") == 0);
}

int kacs_privilege_bit(const char *name)
{
	const struct kacs_enum *entry;

	for (entry = kacs_privilege_enum; entry->name; entry++) {
		const char *stem = entry->name + strlen("Se");
		size_t len = strlen(stem) - strlen("Privilege");

		/* "Security" begins with "Se", too. */
		if (is_privilege_stem(name, stem, len) ||
		    (strncasecmp(name, "Se", 2) == 0 &&
		     is_privilege_stem(name + 2, stem, len)))
			return (int)entry->value;
	}
	return -1;
}

const char *kacs_logon_type_name(uint32_t type)
{
	return kacs_enum_name(logon_types, type);
}

const char *kacs_elevation_name(uint32_t type)
{
	return kacs_enum_name(elevations, type);
}

const char *kacs_integrity_name(uint32_t level)
{
	return kacs_enum_name(kacs_integrity_enum, level);
}

const char *kacs_ace_type_name(uint8_t type)
{
	return kacs_enum_name(kacs_ace_type_enum, type);
}

const char *kacs_object_type_name(uint32_t object_type)
{
	const char *name = kacs_enum_name(kacs_object_type_enum, object_type);

	return name ? name : "object";
}
