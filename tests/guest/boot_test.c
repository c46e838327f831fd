// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What is there before anybody has done anything: PSD-004 13.5, 4.3
 * "Bootstrap"; and that KACS does not run beside a module that decides access
 * by another model, 12.2 "LSM stack invariant". scripts/test boots this one with
 * such a module, too.
 */
#include "tokens.h"

#define ALL "CCDCLCSWRPWPDTLOCRSDRCWDWO"
#define SYSTEM_SD "O:SYD:(A;;SWWPDTLO;;;SY)(A;;" ALL ";;;SY)(A;;" ALL ";;;BA)"

/* The modules that run, "lockdown,capability,landlock,kacs". */
static const char *modules(void)
{
	static char names[256];
	FILE *file = fopen("/sys/kernel/security/lsm", "re");

	if (!file || !fgets(names, sizeof(names), file))
		tap_abort("/sys/kernel/security/lsm");
	fclose(file);
	names[strcspn(names, "\n")] = '\0';
	return names;
}

static bool runs(const char *module)
{
	const char *found = modules();
	size_t len = strlen(module);

	for (; (found = strstr(found, module)); found += len)
		if ((found == modules() || found[-1] == ',') &&
		    (found[len] == ',' || found[len] == '\0'))
			return true;
	return false;
}

static bool rival_runs(void)
{
	return runs("selinux") || runs("apparmor") || runs("smack") ||
	       runs("tomoyo") || runs("bpf");
}

/* Somebody else decides. */
static int test_beside_a_rival(void)
{
	uint8_t byte = 0;

	tap_errno(kacs_sys_open_self_token(0, KACS_TOKEN_QUERY), ENOSYS,
		  "beside_a_rival_nobody_has_a_token");
	tap_errno(kacs_sys_create_token(&byte, 1), ENOSYS,
		  "beside_a_rival_there_are_no_tokens");
	tap_errno(kacs_sys_create_session(&byte, 1), ENOSYS,
		  "beside_a_rival_there_are_no_sessions");
	tap_errno(kacs_sys_revert(), ENOSYS,
		  "beside_a_rival_nobody_is_impersonated");
	tap_errno(open("/proc/self/token", O_RDONLY), ENOENT,
		  "beside_a_rival_there_is_no_token_in_proc");
	tap_errno(open("/sys/kernel/security/kacs", O_RDONLY), ENOENT,
		  "beside_a_rival_there_is_nothing_in_securityfs");
	return tap_done();
}

/* The line of a session but for the time, in a static buffer. */
static const char *line_of(const char *session)
{
	static char line[512];
	FILE *list = fopen("/sys/kernel/security/kacs/sessions", "re");
	char *time;

	while (list && fgets(line, sizeof(line), list))
		if (strncmp(line, session, strlen(session)) == 0)
			break;
	fclose(list);
	time = strstr(line, " created_at=");
	if (time)
		*time = '\0';
	return line;
}

static void test_sessions(void)
{
	tap_str(line_of("session_id=0 "),
		"session_id=0 user_sid=010100000000000512000000 logon_type=5 "
		"auth_package=4e65676f7469617465",
		"session_0_is_the_systems");
	tap_str(line_of("session_id=998 "),
		"session_id=998 user_sid=010100000000000507000000 logon_type=3 "
		"auth_package=4e65676f7469617465",
		"session_998_is_anonymouss");
}

static bool init_has(const char *set)
{
	const uint64_t mandatory = 0xff | 1ull << 11 | 1ull << 15 | 1ull << 28;
	FILE *status = fopen("/proc/1/status", "re");
	unsigned long long mask = 0;
	char line[256];

	while (status && fgets(line, sizeof(line), status))
		if (strncmp(line, set, strlen(set)) == 0)
			sscanf(line + strlen(set), ":\t%llx", &mask);
	fclose(status);
	return (mask & mandatory) == mandatory;
}

static void test_init(void)
{
	int token = (int)must(open("/proc/1/token", O_RDONLY | O_CLOEXEC));
	int self = (int)must(kacs_sys_open_self_token(
		0, KACS_TOKEN_QUERY | KACS_READ_CONTROL));

	tap_str(user_of(token), SYSTEM, "init_is_the_system");
	tap_eq(query_u32(token, KACS_TOKEN_CLASS_TYPE), KACS_TOKEN_PRIMARY,
	       "token_of_init_is_primary");
	/* Nobody has labelled it. */
	tap_str(query_sid(token, KACS_TOKEN_CLASS_INTEGRITY_LEVEL),
		"S-1-16-8192", "init_is_no_higher_than_its_image");
	tap_str(sd_text_at(self, "", OGD, AT_EMPTY_PATH), SYSTEM_SD,
		"who_init_starts_has_the_descriptor_of_boot");
	tap_ok(init_has("CapEff") && init_has("CapPrm") && init_has("CapInh") &&
		       init_has("CapBnd"),
	       "init_has_the_mandatory_capabilities");
	close(self);
	close(token);
}

int main(void)
{
	if (rival_runs())
		return test_beside_a_rival();
	tap_ok(runs("kacs"), "kacs_runs_where_no_rival_does");
	test_sessions();
	test_init();
	return tap_done();
}
