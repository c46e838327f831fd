// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Refusals about files, sockets and System V IPC: by their descriptors, by
 * handles, and by what no descriptor decides.
 */
#include <linux/fs.h>
#include <linux/keyctl.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/xattr.h>
#include "scratch.h"
#include "subject.h"
#include "why.h"

#define SESSIONS "/sys/kernel/security/kacs/sessions"

static int low, restricted, confined, walker, powerful, queue;
static int boxed; /* SYSTEM in a sandbox */
static long key;

static int write_plan(void)
{
	return open("plan", O_WRONLY | O_CLOEXEC);
}

static int read_plan(void)
{
	return open("plan", O_RDONLY | O_CLOEXEC);
}

/* Programs are not these tokens' to run: SYSTEM asks for them. */
static int read_restricted(void)
{
	become(restricted);
	return read_plan();
}

static int read_confined(void)
{
	become(confined);
	return read_plan();
}

static int remove_plan(void)
{
	return unlink("plan");
}

static int read_behind(void)
{
	become(walker);
	return open("closed/file", O_RDONLY | O_CLOEXEC);
}

/* The mode is made of the descriptor, and changing it changes that. */
static int change_mode(void)
{
	return (int)with_open("plan", O_RDONLY, fchmod(fd, 0600));
}

static int list_sessions(void)
{
	return open(SESSIONS, O_RDONLY | O_CLOEXEC);
}

static int write_host_name(void)
{
	return open("/proc/sys/kernel/hostname", O_WRONLY | O_CLOEXEC);
}

static int set_descriptor_as_xattr(void)
{
	return setxattr("anybodys", "security.peios.sd", "x", 1, 0);
}

static int unknown_command(void)
{
	return (int)with_open("anybodys", O_RDONLY, fcntl(fd, 9999, 0));
}

static int watch_for_the_unknown(void)
{
	return (int)with_open(".", O_RDONLY, fcntl(fd, F_NOTIFY, 0x1000));
}

static int open_natively(const char *path, uint32_t access)
{
	const struct kacs_open_how how = {.desired_access = access,
					  .create_disposition = KACS_FILE_OPEN};

	return kacs_sys_open(AT_FDCWD, path, &how, sizeof(how), NULL);
}

static int run_a_pipe(void)
{
	return open_natively("pipe", KACS_FILE_EXECUTE);
}

static int write_signed(void)
{
	return open(TCB, O_WRONLY | O_CLOEXEC);
}

static int open_what_goes_away(void)
{
	return open("leaving", O_RDONLY | O_CLOEXEC);
}

static int read_lost(void)
{
	return open(PLACE "/sdless", O_RDONLY | O_CLOEXEC);
}

static int read_damaged(void)
{
	return open(PLACE "/spoilt", O_RDONLY | O_CLOEXEC);
}

static int ask_of_a_descriptor(void)
{
	struct kacs_access_check_args args = {
		.size = sizeof(args),
		.token_fd = -1,
		.desired_access = 0x2,
		.generic_all = 0x000f0007,
	};
	size_t len;
	uint8_t *sd = sd_bytes("O:SYG:SYD:(A;;0x1;;;WD)", &len);

	args.sd_ptr = (uintptr_t)sd;
	args.sd_len = (uint32_t)len;
	return (int)kacs_sys_access_check(&args);
}

static int read_for_the_trusted(void)
{
	return open("trusted", O_RDONLY | O_CLOEXEC);
}

static int change_immutable(void)
{
	return set_sd("immutable", "D:(A;;FA;;;SY)");
}

static int make_in_full(void)
{
	return mkdir("full/new", 0700);
}

static socklen_t abstract(struct sockaddr_un *to, const char *name)
{
	*to = (struct sockaddr_un){.sun_family = AF_UNIX};
	strcpy(to->sun_path + 1, name);
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 +
			   strlen(name));
}

static int connect_to_socket(void)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_un to;

	return connect(fd, (struct sockaddr *)&to, abstract(&to, "why"));
}

static int impersonate_nobody(void)
{
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return (int)OPEN_FAILED();
	return kacs_sys_impersonate_peer(ends[0]);
}

static int send_message(void)
{
	static struct {
		long type;
		char text[1];
	} message = {1, "x"};

	return msgsnd(queue, &message, 1, IPC_NOWAIT);
}

static int remove_queue(void)
{
	return msgctl(queue, IPC_RMID, NULL);
}

static int change_unmanaged(void)
{
	return chmod("/proc/sys/kernel/hostname", 0666);
}

/* What Linux leaves to its user. */
static int change_key(void)
{
	return (int)syscall(SYS_keyctl, KEYCTL_UPDATE, key, "other", 5);
}

#define GOES_BY_MODE \
	"fixed rule: it has no descriptor; its mode does not allow it"
#define BY_MODE \
	"with another mode, or for the owner, SYSTEM and members of Administrators"
#define GOES_BY_OWNER \
	"fixed rule: it has no descriptor; only its owner and administrators change it"
#define BY_OWNER "for the owner, SYSTEM and members of Administrators"

#define SANDBOXED \
	"fixed rule: it has no descriptor; what is its user's or its groups' is not that of a restricted or confined token, nor of one of low integrity"
#define OUTSIDE "outside of the sandbox"

static const struct why rows[] = {
	{"a_dacl", write_plan, &mallory, EACCES,
	 "write (FILE_WRITE_DATA) on 'plan'",
	 "step 6, DACL: ACE 0 denies " CONTRACTORS
	 " write (FILE_WRITE_DATA); without it ACE 1 would have allowed it",
	 "without ACE 0",
	 "{\"step_name\":\"dacl\",\"ace\":0,\"name\":\"plan\"}"},
	{"a_label", write_plan, &low, EACCES,
	 "write (FILE_WRITE_DATA) on 'plan'",
	 "step 4, integrity: the object has no label, which is medium (no_write_up); a token of integrity level low may not write (FILE_WRITE_DATA)",
	 "from a token of integrity level medium",
	 "{\"step_name\":\"integrity\"}"},
	{"a_restriction", read_restricted, NULL, EACCES,
	 "read (FILE_READ_DATA | FILE_READ_ATTRIBUTES) on 'plan'",
	 "step 8, restricted: no ACE allows it to the restricting SIDs", NULL,
	 "{\"step_name\":\"restricted\"}"},
	{"confinement", read_confined, NULL, EACCES,
	 "read (FILE_READ_DATA | FILE_READ_ATTRIBUTES) on 'plan'",
	 "step 9, confinement: no ACE allows it to the package", NULL,
	 "{\"step_name\":\"confinement\"}"},
	{"removal", remove_plan, &alice, EACCES, "delete (DELETE) on 'plan'",
	 "step 6, DACL: no ACE allows " ALICE
	 " or an enabled group to delete (DELETE)",
	 "with an ACE that allows " ALICE " delete (DELETE)",
	 "{\"step_name\":\"dacl\"}"},
	{"traversal", read_behind, NULL, EACCES,
	 "traverse (FILE_TRAVERSE) on 'closed'",
	 "step 6, DACL: no ACE allows it", NULL, "{\"step_name\":\"dacl\"}"},
	{"a_handle", change_mode, &alice, EACCES,
	 "change permissions (WRITE_DAC) on 'plan'",
	 "handle: it was opened without that right",
	 "with a handle that was opened for that, if the object's descriptor allows it",
	 "{\"step_name\":\"handle\",\"name\":\"plan\"}"},
	{"the_list_of_sessions", list_sessions, &alice, EACCES,
	 "read (FILE_READ_DATA) on 'sessions'",
	 "step 6, DACL: no ACE allows it", NULL,
	 "{\"step_name\":\"dacl\",\"name\":\"sessions\"}"},
	{"a_socket", connect_to_socket, &alice, EACCES,
	 "write (FILE_WRITE_DATA) on '@why'", "step 6, DACL: no ACE allows it",
	 NULL, "{\"step_name\":\"dacl\",\"object_type\":\"socket\"}"},
	{"a_socket_without_a_client", impersonate_nobody, &alice, EACCES,
	 "an operation on a socket",
	 "fixed rule: nobody has connected by this socket",
	 "with a connected Unix socket that accept() gave",
	 "{\"step_name\":\"fixed rule\",\"rule\":14}"},
	{"a_queue", send_message, &alice, EACCES,
	 "write (FILE_WRITE_DATA) on a System V IPC object", GOES_BY_MODE,
	 BY_MODE, "{\"step_name\":\"fixed rule\",\"rule\":4}"},
	{"removing_a_queue", remove_queue, &powerful, EPERM,
	 "write attributes (FILE_WRITE_ATTRIBUTES) on a System V IPC object",
	 GOES_BY_OWNER, BY_OWNER, "{\"step_name\":\"fixed rule\",\"rule\":18}"},
	{"an_unmanaged_mode", change_unmanaged, &alice, EACCES,
	 "write attributes (FILE_WRITE_ATTRIBUTES) on 'hostname'",
	 GOES_BY_OWNER, BY_OWNER, "{\"step_name\":\"fixed rule\",\"rule\":18}"},
	{"an_unmanaged_file", write_host_name, &alice, EACCES,
	 "write (FILE_WRITE_DATA) on 'hostname'", GOES_BY_MODE, BY_MODE,
	 "{\"step_name\":\"fixed rule\",\"rule\":4}"},
	{"a_queue_outside_of_the_sandbox", send_message, &boxed, EACCES,
	 "write (FILE_WRITE_DATA) on a System V IPC object", SANDBOXED, OUTSIDE,
	 "{\"step_name\":\"fixed rule\",\"rule\":19}"},
	{"removing_a_queue_outside_of_the_sandbox", remove_queue, &boxed, EPERM,
	 "write attributes (FILE_WRITE_ATTRIBUTES) on a System V IPC object",
	 SANDBOXED, OUTSIDE, "{\"step_name\":\"fixed rule\",\"rule\":19}"},
	{"an_unmanaged_mode_outside_of_the_sandbox", change_unmanaged, &boxed,
	 EACCES, "write attributes (FILE_WRITE_ATTRIBUTES) on 'hostname'",
	 SANDBOXED, OUTSIDE, "{\"step_name\":\"fixed rule\",\"rule\":19}"},
	{"an_unmanaged_file_outside_of_the_sandbox", write_host_name, &boxed,
	 EACCES, "write (FILE_WRITE_DATA) on 'hostname'", SANDBOXED, OUTSIDE,
	 "{\"step_name\":\"fixed rule\",\"rule\":19}"},
	{"a_key_outside_of_the_sandbox", change_key, &boxed, EACCES,
	 "an operation", SANDBOXED, OUTSIDE,
	 "{\"step_name\":\"fixed rule\",\"rule\":19}"},
	{"a_descriptor_as_xattr", set_descriptor_as_xattr, &alice, EACCES,
	 "write extended attributes (FILE_WRITE_EA) on 'anybodys'",
	 "fixed rule: a descriptor is no extended attribute to programs",
	 "with kacs sd, which reads and sets descriptors",
	 "{\"step_name\":\"fixed rule\",\"rule\":5}"},
	{"an_unknown_command", unknown_command, &alice, EACCES,
	 "an operation on 'anybodys'",
	 "fixed rule: commands that are not known are refused", NULL,
	 "{\"step_name\":\"fixed rule\",\"rule\":7}"},
	{"an_unknown_event", watch_for_the_unknown, &alice, EACCES,
	 "an operation on 'why'",
	 "fixed rule: commands that are not known are refused", NULL,
	 "{\"step_name\":\"fixed rule\",\"rule\":7,\"object_type\":\"directory\"}"},
	{"executing_a_pipe", run_a_pipe, &alice, EACCES,
	 "execute (FILE_EXECUTE) on 'pipe'",
	 "fixed rule: a device, a pipe or a socket is never executed",
	 "without the right to execute it",
	 "{\"step_name\":\"fixed rule\",\"rule\":11,\"name\":\"pipe\"}"},
	{"a_signed_file", write_signed, NULL, EACCES,
	 "write (FILE_WRITE_DATA) on 'tcb'",
	 "fixed rule: it is signed and in use, so its content stays as it is; put a new file in its place",
	 "with a new file in its place",
	 "{\"step_name\":\"fixed rule\",\"rule\":2}"},
	{"a_file_that_goes_away", open_what_goes_away, &alice, EACCES,
	 "an operation on 'leaving'",
	 "fixed rule: it goes away when somebody else closes it",
	 "under another name, or once the file is gone",
	 "{\"step_name\":\"fixed rule\",\"rule\":6}"},
	{"an_immutable_file", change_immutable, NULL, EPERM,
	 "change permissions (WRITE_DAC) on 'immutable'",
	 "fixed rule: it is immutable, or may only be appended to",
	 "without that attribute (chattr -i -a)",
	 "{\"step_name\":\"fixed rule\",\"rule\":12,\"name\":\"immutable\"}"},
	{"a_trust_label", read_for_the_trusted, &alice, EACCES,
	 "read (FILE_READ_DATA | FILE_READ_ATTRIBUTES) on 'trusted'",
	 "step 5, trust: the object's trust label (SACL ACE 0) is 512,4096; a process of trust 0,0 may not read (FILE_READ_DATA | FILE_READ_ATTRIBUTES)",
	 "from a process of trust 512,4096",
	 "{\"step_name\":\"trust\",\"name\":\"trusted\"}"},
	{"a_question", ask_of_a_descriptor, &alice, EACCES,
	 "0x2 on a user object", "step 6, DACL: no ACE allows it", NULL,
	 "{\"step_name\":\"dacl\",\"object_type\":\"user object\"}"},
	{"inheriting_too_much", make_in_full, &alice, EACCES,
	 "add a subdirectory (FILE_ADD_SUBDIRECTORY) on 'full'",
	 "fixed rule: what a new file would inherit from it is no valid descriptor",
	 "with fewer or other inheritable ACEs in its descriptor",
	 "{\"step_name\":\"fixed rule\",\"rule\":10}"},
};

/* What a medium gives. */
static const struct why medium_rows[] = {
	{"a_corrupt_descriptor", read_damaged, NULL, EACCES,
	 "read (FILE_READ_DATA | FILE_READ_ATTRIBUTES) on 'spoilt'",
	 "corrupt sd: its security descriptor is damaged; SeRestorePrivilege can replace it",
	 "after SeRestorePrivilege has given it a descriptor (kacs sd set)",
	 "{\"step_name\":\"corrupt sd\",\"name\":\"spoilt\"}"},
	{"a_missing_descriptor", read_lost, NULL, EACCES,
	 "read (FILE_READ_DATA | FILE_READ_ATTRIBUTES) on 'sdless'",
	 "no sd: it has no security descriptor",
	 "after SeRestorePrivilege has given it a descriptor (kacs sd set)",
	 "{\"step_name\":\"no sd\",\"name\":\"sdless\"}"},
};

static void set_immutable(const char *path, int flags)
{
	must(with_open(path, O_RDONLY, ioctl(fd, FS_IOC_SETFLAGS, &flags)));
}

/*
 * Close to 65535 bytes, and what a child would inherit is more: each ACE for
 * CREATOR OWNER becomes one for the owner and stays to be inherited.
 */
static void make_full_directory(void)
{
	static const char ace[] = "(A;OICI;FA;;;CO)";
	static char sddl[70000] = "D:P(A;;FA;;;WD)";
	size_t used = strlen(sddl);
	int i;

	for (i = 0; i < 2000; i++, used += sizeof(ace) - 1)
		memcpy(sddl + used, ace, sizeof(ace));
	make_directory("full", "O:SYG:SYD:(A;;FA;;;WD)");
	give_sd("full", sddl);
}

static void make_objects(void)
{
	struct sockaddr_un to;
	int fd = (int)must(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
	const struct kacs_open_how leaving = {
		.desired_access = KACS_FILE_READ_DATA | KACS_DELETE,
		.create_disposition = KACS_FILE_OPEN,
		.create_options = KACS_CREATE_OPT_DELETE_ON_CLOSE,
	};

	must(bind(fd, (struct sockaddr *)&to, abstract(&to, "why")));
	must(listen(fd, 1));
	queue = (int)must(msgget(IPC_PRIVATE, 0600));
	key = must(syscall(SYS_add_key, "user", "why", "secret", 6,
			   KEY_SPEC_USER_KEYRING));
	must(syscall(SYS_keyctl, KEYCTL_SETPERM, key, 0x3f3f0000));
	make_file("plan",
		  "O:SYG:SYD:(D;;0x10116;;;" CONTRACTORS ")(A;;FRFW;;;BU)");
	make_file("anybodys", "O:SYG:SYD:(A;;FA;;;WD)");
	make_file("leaving", "O:SYG:SYD:(A;;FA;;;WD)");
	make_file("immutable", "O:SYG:SYD:(A;;FA;;;WD)");
	set_immutable("immutable", FS_IMMUTABLE_FL);
	make_file("trusted",
		  "O:SYG:SYD:(A;;FA;;;WD)S:(TL;;0x20000;;;S-1-19-512-4096)");
	make_directory("closed", "O:SYG:SYD:(A;;FA;;;SY)");
	make_file("closed/file", "O:SYG:SYD:(A;;FA;;;WD)");
	must(mkfifo("pipe", 0666));
	give_sd("pipe", "D:(A;;FA;;;WD)");
	/* Stays open. */
	must(kacs_sys_open(AT_FDCWD, "leaving", &leaving, sizeof(leaving),
			   NULL));
	make_full_directory();
}

static void make_tokens(void)
{
	low = token_for(.integrity = "low");
	restricted = token_for(
			.more = "\"restricted_sids\":[{\"sid\":\"S-1-5-12\"}]");
	confined = token_for(
			.more = "\"confinement\":{\"sid\":\"S-1-15-2-1-2-3\"}");
	walker = token_for(.bare = true);
	boxed = mint_json("{\"user\":\"" SYSTEM "\",\"groups\":[" GROUP(
		EVERYONE) "],\"integrity\":\"low\","
			  "\"privileges\":{\"present\":["
			  "\"SeChangeNotifyPrivilege\"],\"enabled\":["
			  "\"SeChangeNotifyPrivilege\"]},"
			  "\"projected_uid\":0,\"projected_gid\":0}");
	/* Linux asks it no more, so that it is ours to refuse. */
	powerful = token_for(.privileges = SE(TCB));
}

/* All of the disk, so that what was there before is whole again afterwards. */
static void rename_descriptors(char *from, char *to)
{
	struct replacement name = {
		.pattern = (uint8_t *)from,
		.with = (uint8_t *)to,
		.len = strlen(from),
	};

	replace_on_scratch(&name, 1);
}

static void damage_descriptor(uint8_t *sd, size_t len)
{
	uint8_t *damaged = malloc(len);
	struct replacement how = {.pattern = sd, .with = damaged, .len = len};

	memcpy(damaged, sd, len);
	damaged[0] = 9; /* no revision that there is */
	replace_on_scratch(&how, 1);
	if (!how.found)
		tap_abort("the descriptor is not on the disk");
	free(damaged);
}

static void ask_about_a_medium(void)
{
	char *here = getcwd(NULL, 0);
	uint8_t *sd;
	size_t len;

	if (access(PLACE, R_OK))
		give_sd(PLACE, "O:SYG:SYD:(A;;FA;;;WD)");
	make_file(PLACE "/sdless", "O:SYG:SYD:(A;;FA;;;WD)");
	make_file(PLACE "/spoilt", "O:" MALLORY "G:SYD:(A;;FA;;;" CAROL ")");
	must(kacs_file_sd(AT_FDCWD, PLACE "/spoilt", OGD, 0, &sd, &len));
	unmount_scratch();
	damage_descriptor(sd, len);
	mount_scratch();
	must(chdir(here));
	ask_why(medium_rows, 1);
	unmount_scratch();
	rename_descriptors("peios.sd", "peios.no");
	mount_scratch();
	must(chdir(here));
	ask_why(medium_rows + 1, 1);
	unmount_scratch();
	rename_descriptors("peios.no", "peios.sd");
	mount_scratch();
	must(chdir(here));
	free(sd);
	free(here);
}

void ask_about_files(void)
{
	make_tokens();
	make_objects();
	ask_why(rows, COUNT(rows));
	if (scratch_is_there())
		ask_about_a_medium();
	set_immutable("immutable", 0);
	must(msgctl(queue, IPC_RMID, NULL));
}
