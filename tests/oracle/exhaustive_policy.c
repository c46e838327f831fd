// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Every small policy of one rule, and what every small SACL has audited. */
#include "exhaustive.h"

#define SUCCESS KACS_ACE_SUCCESSFUL_ACCESS
#define FAILURE KACS_ACE_FAILED_ACCESS

/* ACLs of no ACE or of one letter. */
#define SMALL_ACLS (1 + SWEEP_APPLYING)

static void small_acl(u32 number, struct case_acl *acl)
{
	acl->present = true;
	acl->count = number > 0;
	if (number)
		sweep_letter(number - 1, &acl->aces[0]);
}

/* The object names a policy of one rule. */
static struct case_rule *one_rule(struct case_record *record)
{
	record->sacl.present = true;
	record->sacl.count = 1;
	record->sacl.aces[0] =
		(struct case_ace){.type = KACS_ACE_SYSTEM_SCOPED_POLICY_ID,
				  .sid = SID_POLICY_ONE};
	record->policy_count = 1;
	record->policies[0].sid = SID_POLICY_ONE;
	record->policies[0].rule_count = 1;
	record->policies[0].rules[0].acls[RULE_DACL].present = true;
	return &record->policies[0].rules[0];
}

/* The same for every shape of token and every request. */
static bool ask_all(struct sweep *sweep, struct case_record *record,
		    void (*change)(struct case_record *record, u32 number),
		    u32 count)
{
	for (u32 number = 0; number < count; number++) {
		change(record, number);
		for (u32 i = 0; i < SWEEP_REQUESTS; i++) {
			record->desired = sweep_requests[i];
			if (!sweep_ask(sweep, record))
				return false;
		}
	}
	return true;
}

/* The DACLs of the object and of the rule, and the staged one, if any. */
#define STAGED_DACLS (1 + SMALL_ACLS)
#define RULE_DACLS (1 + SWEEP_LETTERS)
#define ALL_DACLS (SMALL_ACLS * RULE_DACLS * STAGED_DACLS)

static void change_dacls(struct case_record *record, u32 number)
{
	struct case_acl *acls = record->policies[0].rules[0].acls;
	u32 staged = number % STAGED_DACLS;

	acls[RULE_STAGED_DACL].present = false;
	if (staged)
		small_acl(staged - 1, &acls[RULE_STAGED_DACL]);
	number /= STAGED_DACLS;
	small_acl(number % RULE_DACLS, &acls[RULE_DACL]);
	small_acl(number / RULE_DACLS, &record->dacl);
}

void sweep_policy_rights(struct sweep *sweep)
{
	static const u8 owners[] = {SID_USER, SID_GROUP};
	struct case_record record;

	for (u32 shape = 0; shape < SHAPE_COUNT; shape++)
		for (u32 i = 0; i < COUNT(owners); i++) {
			sweep_base(shape, owners[i], &record);
			one_rule(&record);
			if (!ask_all(sweep, &record, change_dacls, ALL_DACLS))
				return;
		}
}

/* SACLs: none, an empty one, or one ACE. */
static const u8 audit_types[] = {KACS_ACE_SYSTEM_AUDIT, KACS_ACE_SYSTEM_ALARM};
static const u8 audit_flags[] = {SUCCESS, FAILURE, SUCCESS | FAILURE,
				 SUCCESS | FAILURE | KACS_ACE_INHERIT_ONLY};
static const u8 audit_sids[] = {SID_USER, SID_GROUP, SID_OTHER_USER};
static const u32 audit_masks[] = {KACS_FILE_READ_DATA,
				  KACS_GENERIC_READ | KACS_WRITE_DAC};

#define AUDIT_LETTERS                                                  \
	(COUNT(audit_types) * COUNT(audit_flags) * COUNT(audit_sids) * \
	 COUNT(audit_masks))
#define SACLS ((u32)(2 + AUDIT_LETTERS))
/* Both of the rule, those of the object and the rule open or empty. */
#define ALL_SACLS (SACLS * SACLS * 2 * 2)

static void small_sacl(u32 number, struct case_acl *acl)
{
	struct case_ace *ace = &acl->aces[0];

	acl->present = number > 0;
	acl->count = number > 1;
	if (number < 2)
		return;
	number -= 2;
	*ace = (struct case_ace){
		.type = audit_types[number % COUNT(audit_types)]};
	number /= COUNT(audit_types);
	ace->flags = audit_flags[number % COUNT(audit_flags)];
	number /= COUNT(audit_flags);
	ace->sid = audit_sids[number % COUNT(audit_sids)];
	ace->mask = audit_masks[number / COUNT(audit_sids)];
}

static void open_or_empty(bool open, struct case_acl *acl)
{
	acl->count = open;
	acl->aces[0] = (struct case_ace){.type = KACS_ACE_ACCESS_ALLOWED,
					 .sid = SID_USER,
					 .mask = KACS_GENERIC_ALL};
}

static void change_sacls(struct case_record *record, u32 number)
{
	struct case_acl *acls = record->policies[0].rules[0].acls;

	small_sacl(number % SACLS, &acls[RULE_SACL]);
	number /= SACLS;
	small_sacl(number % SACLS, &acls[RULE_STAGED_SACL]);
	number /= SACLS;
	open_or_empty(number % 2, &acls[RULE_DACL]);
	open_or_empty(number / 2, &record->dacl);
}

void sweep_policy_audit(struct sweep *sweep)
{
	struct case_record record;

	for (u32 shape = 0; shape < SHAPE_COUNT; shape++)
		for (u32 own = 0; own < 2; own++) {
			sweep_base(shape, SID_OTHER_USER, &record);
			one_rule(&record);
			record.sacl.count += own;
			record.sacl.aces[1] =
				(struct case_ace){.type = KACS_ACE_SYSTEM_AUDIT,
						  .flags = SUCCESS,
						  .sid = SID_USER,
						  .mask = KACS_GENERIC_READ};
			if (!ask_all(sweep, &record, change_sacls, ALL_SACLS))
				return;
		}
}

/* Conditions of each value; the second UNKNOWN is a membership. */
static const char no_such_claim[] = "artx\xf8\2\0\0\0a\0\x8d";
static const char such_a_claim[] = "artx\xf8\2\0\0\0a\0\x87";
static const char unknown_claim[] =
	"artx\xf8\2\0\0\0a\0\xf8\2\0\0\0a\0\x80\0\0\0\0";
static const char member_of_everyone[] =
	"artx\x51\x0c\0\0\0\1\1\0\0\0\0\0\1\0\0\0\0\x89\0";

static const struct {
	const char *bytes;
	u32 len;
} conditions[] = {
	{"", 0},
	{no_such_claim, sizeof(no_such_claim) - 1},
	{such_a_claim, sizeof(such_a_claim) - 1},
	{unknown_claim, sizeof(unknown_claim) - 1},
	{member_of_everyone, sizeof(member_of_everyone) - 1},
};

/* Conditions, whom the policy is for, its name, and the DACLs. */
#define ALL_CONDITIONS \
	((u32)COUNT(conditions) * 2 * 2 * SMALL_ACLS * SMALL_ACLS)

static void change_conditions(struct case_record *record, u32 number)
{
	struct case_rule *rule = &record->policies[0].rules[0];
	u32 condition = number % COUNT(conditions);

	record->data_len = 0;
	memcpy(case_data_room(record), conditions[condition].bytes,
	       conditions[condition].len);
	rule->condition = case_data_keep(record, conditions[condition].len);
	number /= COUNT(conditions);
	record->sacl.aces[0].flags = number % 2 ? KACS_ACE_INHERIT_ONLY : 0;
	number /= 2;
	record->sacl.aces[0].sid =
		number % 2 ? SID_POLICY_MISSING : SID_POLICY_ONE;
	number /= 2;
	small_acl(number % SMALL_ACLS, &rule->acls[RULE_DACL]);
	small_acl(number / SMALL_ACLS, &record->dacl);
}

void sweep_policy_conditions(struct sweep *sweep)
{
	struct case_record record;

	for (u32 shape = 0; shape < SHAPE_COUNT; shape++) {
		sweep_base(shape, SID_USER, &record);
		one_rule(&record);
		if (!ask_all(sweep, &record, change_conditions, ALL_CONDITIONS))
			return;
	}
}

/* Privileges, what the token has audited, and the DACLs of object and rule. */
static const u8 privileges[] = {KACS_SE_SECURITY, KACS_SE_BACKUP,
				KACS_SE_RESTORE, KACS_SE_TAKE_OWNERSHIP,
				KACS_SE_RELABEL};

#define AUDIT_POLICIES 16u
#define ALL_PRIVILEGES \
	((u32)COUNT(privileges) * AUDIT_POLICIES * SMALL_ACLS * 2)

static void change_privileges(struct case_record *record, u32 number)
{
	struct case_rule *rule = &record->policies[0].rules[0];

	record->privileges =
		KACS_PRIVILEGE(privileges[number % COUNT(privileges)]);
	number /= COUNT(privileges);
	record->audit_policy = number % AUDIT_POLICIES;
	number /= AUDIT_POLICIES;
	small_acl(number % SMALL_ACLS, &rule->acls[RULE_DACL]);
	open_or_empty(number / SMALL_ACLS, &record->dacl);
}

void sweep_privilege_audit(struct sweep *sweep)
{
	static const u32 integrities[] = {KACS_INTEGRITY_LOW,
					  KACS_INTEGRITY_MEDIUM};
	static const u32 more[] = {0, KACS_WRITE_OWNER |
					      KACS_ACCESS_SYSTEM_SECURITY};
	struct case_record record;

	for (u32 shape = 0; shape < SHAPE_COUNT; shape++)
		for (u32 i = 0; i < 4; i++) {
			sweep_base(shape, SID_OTHER_USER, &record);
			one_rule(&record);
			record.integrity = integrities[i % 2];
			record.intent =
				KACS_BACKUP_INTENT | KACS_RESTORE_INTENT;
			record.mapping.read |= more[i / 2];
			if (!ask_all(sweep, &record, change_privileges,
				     ALL_PRIVILEGES))
				return;
		}
}
