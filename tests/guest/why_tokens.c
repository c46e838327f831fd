// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Refusals for what a token is: its privileges, the capabilities that they
 * answer, its level, its descriptor, and whom it may become.
 */
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include "tokens.h"
#include "why.h"

#define CLIENT(level)                 \
	"\"type\":\"impersonation\"," \
	"\"impersonation_level\":\"" level "\""

static int server, sleeper, restricted, client, client_of_bob;
static int seen, seen_powerful, seen_asleep;
static int read_only, own_token;

static int begin_session(void)
{
	static const uint8_t spec[] = {
		KACS_LOGON_BATCH, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 5};

	return (int)kacs_sys_create_session(spec, sizeof(spec));
}

static int set_host_name(void)
{
	return sethostname("guest", 5);
}

static int give_up_everything(void)
{
	return prctl(PR_SET_SECUREBITS, 0, 0, 0, 0);
}

static int give_up_chown(void)
{
	return prctl(PR_CAPBSET_DROP, CAP_CHOWN, 0, 0, 0);
}

static int give_capabilities(void)
{
	static const struct vfs_cap_data none = {.magic_etc =
							 VFS_CAP_REVISION_2};

	return setxattr("file", "security.capability", &none, sizeof(none), 0);
}

static int set_mount_policy(void)
{
	struct kacs_mount_policy_args args = {.policy = 1};

	return (int)with_open(".", O_RDONLY,
			      kacs_sys_set_mount_policy(fd, &args,
							sizeof(args)));
}

static int install_own(void)
{
	return kacs_sys_token_install(own_token);
}

static int impersonate_with_less(void)
{
	return kacs_sys_token_impersonate(read_only);
}

static int open_token(void)
{
	return kacs_sys_open_process_token(target_pidfd, KACS_TOKEN_QUERY);
}

static int leave_the_restriction(void)
{
	become(restricted);
	return kacs_sys_token_impersonate(client_of_bob);
}

static int raise_the_level(void)
{
	return duplicate(seen, KACS_TOKEN_QUERY, KACS_TOKEN_IMPERSONATION,
			 KACS_LEVEL_IMPERSONATION);
}

static int make_it_primary(void)
{
	return duplicate(seen, KACS_TOKEN_QUERY, KACS_TOKEN_PRIMARY, 0);
}

/* Whoever is asked runs below the server's token. */
#define acting(whom, call) (int)then(kacs_sys_token_impersonate(whom), (call))

static int new_user_namespace(void)
{
	return acting(client, unshare(CLONE_NEWUSER));
}

static int session_seen(void)
{
	return acting(seen_powerful, begin_session());
}

static int session_asleep(void)
{
	return acting(seen_asleep, begin_session());
}

static int session_without(void)
{
	return acting(seen, begin_session());
}

static int name_seen(void)
{
	return acting(seen_powerful, set_host_name());
}

static int read_by(int whom, const char *path)
{
	return acting(whom, open(path, O_RDONLY | O_CLOEXEC));
}

static int open_seen(void)
{
	return read_by(seen, "file");
}

static int open_private_seen(void)
{
	return read_by(seen, "private");
}

static int signal_seen(void)
{
	return acting(seen, kill(target, SIGTERM));
}

static int make_queue_seen(void)
{
	return acting(seen, msgget(IPC_PRIVATE, 0600));
}

static int write_to_proc_seen(void)
{
	return acting(seen_powerful,
		      open("/proc/sys/kernel/hostname", O_WRONLY | O_CLOEXEC));
}

#define COUNTS_FOR_NOTHING "which counts for nothing at level identification"
#define ACTING "while impersonating at level impersonation"

static const struct why rows[] = {
	{"a_privilege", begin_session, &alice, EPERM, "an operation",
	 "privilege required: it needs SeTcbPrivilege, which is not enabled",
	 "with a token that has SeTcbPrivilege",
	 "{\"step_name\":\"privilege required\",\"privileges\":128}"},
	{"a_privilege_that_sleeps", begin_session, &sleeper, EPERM,
	 "an operation",
	 "privilege required: it needs SeTcbPrivilege, which is not enabled",
	 "with SeTcbPrivilege enabled, which the token has (kacs priv enable SeTcbPrivilege ...)",
	 "{\"step_name\":\"privilege required\",\"privileges\":128}"},
	{"a_mount_policy", set_mount_policy, &alice, EPERM, "an operation",
	 "privilege required: it needs SeTcbPrivilege, which is not enabled",
	 "with a token that has SeTcbPrivilege",
	 "{\"step_name\":\"privilege required\",\"privileges\":128}"},
	{"installing", install_own, &alice, EPERM, "an operation",
	 "privilege required: it needs SeAssignPrimaryTokenPrivilege, which is not enabled",
	 "with a token that has SeAssignPrimaryTokenPrivilege",
	 "{\"step_name\":\"privilege required\",\"privileges\":8}"},
	{"a_capability", set_host_name, &alice, EPERM, "an operation",
	 "capability: CAP_SYS_ADMIN: it needs SeTcbPrivilege, which is not enabled",
	 "with a token that has SeTcbPrivilege",
	 "{\"step_name\":\"capability\",\"capability\":\"CAP_SYS_ADMIN\",\"privileges\":128}"},
	{"a_capability_of_nobody", give_up_everything, NULL, EPERM,
	 "an operation", "capability: CAP_SETPCAP: nobody has it", NULL,
	 "{\"step_name\":\"capability\",\"capability\":\"CAP_SETPCAP\"}"},
	{"capabilities_of_a_file", give_capabilities, NULL, EPERM,
	 "an operation", "capability: CAP_SETFCAP: nobody has it", NULL,
	 "{\"step_name\":\"capability\",\"capability\":\"CAP_SETFCAP\"}"},
	{"a_mandatory_capability", give_up_chown, NULL, EPERM, "an operation",
	 "fixed rule: CAP_CHOWN is everybody's and cannot be given up", NULL,
	 "{\"step_name\":\"fixed rule\",\"rule\":3,\"capability\":\"CAP_CHOWN\"}"},
	{"a_token", open_token, &alice, EACCES,
	 "query (TOKEN_QUERY) on a token", "step 6, DACL: no ACE allows it",
	 NULL, "{\"step_name\":\"dacl\",\"object_type\":\"token\"}"},
	{"a_tokens_handle", impersonate_with_less, &alice, EACCES,
	 "impersonate (TOKEN_IMPERSONATE) on a token",
	 "handle: it was opened without that right",
	 "with a handle that was opened for that, if the object's descriptor allows it",
	 "{\"step_name\":\"handle\",\"object_type\":\"token\"}"},
	{"impersonation_out_of_a_restriction", leave_the_restriction, NULL,
	 EPERM, "impersonate (TOKEN_IMPERSONATE) on a token",
	 "impersonation: a restricted process may not become its own user without the restriction",
	 "in a process that is not restricted",
	 "{\"step_name\":\"impersonation\",\"rule\":1,\"level\":3}"},
	{"a_copy_of_a_higher_level", raise_the_level, &server, EPERM,
	 "duplicate (TOKEN_DUPLICATE) on a token",
	 "impersonation: a copy may not do more than its source, which is at level identification",
	 "for an impersonation token at level identification or below",
	 "{\"step_name\":\"impersonation\",\"rule\":15,\"level\":1}"},
	{"a_copy_that_is_primary", make_it_primary, &server, EPERM,
	 "duplicate (TOKEN_DUPLICATE) on a token",
	 "impersonation: a copy may not do more than its source, which is at level identification",
	 "for an impersonation token at level identification or below",
	 "{\"step_name\":\"impersonation\",\"rule\":15,\"level\":1}"},
	{"credentials_while_impersonating", new_user_namespace, &server, EBUSY,
	 "an operation",
	 "impersonation: credentials are the process's, and stay as they are while a thread impersonates",
	 "after reverting to the process's token",
	 "{\"step_name\":\"impersonation\",\"rule\":16,\"level\":2}"},
	{"a_privilege_at_identification", session_seen, &server, EPERM,
	 "an operation",
	 "privilege required: it needs SeTcbPrivilege, " COUNTS_FOR_NOTHING,
	 ACTING,
	 "{\"step_name\":\"privilege required\",\"rule\":8,\"level\":1}"},
	{"a_sleeping_privilege_at_identification", session_asleep, &server,
	 EPERM, "an operation",
	 "privilege required: it needs SeTcbPrivilege, " COUNTS_FOR_NOTHING,
	 ACTING
	 ", with SeTcbPrivilege enabled, which the token has (kacs priv enable SeTcbPrivilege ...)",
	 "{\"step_name\":\"privilege required\",\"rule\":8,\"level\":1}"},
	{"no_privilege_at_identification", session_without, &server, EPERM,
	 "an operation",
	 "privilege required: it needs SeTcbPrivilege, " COUNTS_FOR_NOTHING,
	 ACTING ", with a token that has SeTcbPrivilege",
	 "{\"step_name\":\"privilege required\",\"rule\":8,\"level\":1}"},
	{"a_capability_at_identification", name_seen, &server, EPERM,
	 "an operation",
	 "capability: CAP_SYS_ADMIN: it needs SeTcbPrivilege, " COUNTS_FOR_NOTHING,
	 ACTING, "{\"step_name\":\"capability\",\"rule\":8,\"level\":1}"},
	{"a_file_at_identification", open_seen, &server, EACCES,
	 "read (FILE_READ_DATA | FILE_READ_ATTRIBUTES) on 'file'",
	 "step 1, gate: an impersonation token at level identification decides nothing",
	 ACTING, "{\"step_name\":\"gate\",\"rule\":8,\"level\":1}"},
	{"a_file_at_no_level", open_private_seen, &server, EACCES,
	 "read (FILE_READ_DATA | FILE_READ_ATTRIBUTES) on 'private'",
	 "step 1, gate: an impersonation token at level identification decides nothing, and no other level would do",
	 NULL, "{\"step_name\":\"gate\"}"},
	{"a_process_at_identification", signal_seen, &server, EACCES,
	 "terminate (PROCESS_TERMINATE) on the process *",
	 "step 1, gate: an impersonation token at level identification decides nothing, and no other level would do",
	 ACTING ", with a token that has SeDebugPrivilege",
	 "{\"step_name\":\"gate\"}"},
	{"making_at_identification", make_queue_seen, &server, EACCES,
	 "an operation on a System V IPC object",
	 "step 1, gate: an impersonation token at level identification decides nothing",
	 ACTING, "{\"step_name\":\"gate\",\"rule\":8,\"level\":1}"},
	{"a_mode_at_identification", write_to_proc_seen, &server, EACCES,
	 "write (FILE_WRITE_DATA) on 'hostname'",
	 "fixed rule: it has no descriptor; its mode does not allow it",
	 "with another mode, or for the owner, SYSTEM and members of Administrators, " ACTING,
	 "{\"step_name\":\"fixed rule\",\"rule\":4}"},
};

static void make_tokens(void)
{
	server = token_for(.user = BOB, .privileges = SE(IMPERSONATE));
	sleeper = token_for(.disabled = SE(TCB));
	restricted = token_for(.user = BOB,
			       .more = "\"restricted_sids\":[{\"sid\":\"" BOB
				       "\"},{\"sid\":\"" EVERYONE "\"}]");
	client = token_for(.more = CLIENT("impersonation"));
	client_of_bob = token_for(.user = BOB, .more = CLIENT("delegation"));
	seen = token_for(.more = CLIENT("identification"));
	seen_powerful = token_for(.groups = GROUP(ADMINISTRATORS),
				  .privileges = SE(TCB),
				  .more = CLIENT("identification"));
	seen_asleep = token_for(.disabled = SE(TCB),
				.more = CLIENT("identification"));
	own_token = token_for(.user = ALICE);
	read_only = (int)must(
		kacs_sys_open_self_token(KACS_REAL_TOKEN, KACS_TOKEN_QUERY));
}

static void close_tokens(void)
{
	int tokens[] = {
		server, sleeper,   restricted, client,	      client_of_bob,
		seen,	read_only, own_token,  seen_powerful, seen_asleep,
	};
	size_t i;

	for (i = 0; i < COUNT(tokens); i++)
		close(tokens[i]);
}

void ask_about_tokens(void)
{
	target = bystander(bob, &target_pidfd);
	must(set_sd_at(target_pidfd, "", "D:(A;;0x1400;;;WD)", AT_EMPTY_PATH));
	make_file("file", "O:SYG:SYD:(A;;FA;;;WD)");
	make_file("private", "O:SYG:SYD:(A;;FA;;;SY)");
	make_tokens();
	ask_why(rows, COUNT(rows));
	close_tokens();
	must(kill(target, SIGKILL));
	waitpid(target, NULL, 0);
	close(target_pidfd);
}
