// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The programs of docs/examples/lib that need a kernel with KACS end well when
 * SYSTEM runs them, and say what they should. The library's test runs the
 * others, and example_test the server and its client.
 */
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include "guest.h"
#include "manual_examples.h"
#include "tokens.h"

/* What an example says, where it is always the same. */
static const struct {
	const char *name, *output;
} outputs[] = {
	{"denial", "was refused read"},
	{"emit_batch", "2 emitted\n"},
	{"file_sd", "O:"},
	{"kernel_check", "allowed\n"},
	{"kernel_check_list", "0x1 0x1\n"},
	{"live_token", "ready\n"},
	{"mount_policy", "policy 3, changed 1 times"},
	{"open", "made\n"},
	{"peer_token", "S-1-5-18\n"},
	{"privileges", "enabled before: 0x"},
	{"read_events", " came too fast\n"},
	{"session", "session "},
	{"token_of", "S-1-5-18"},
	{"token_query", "NT AUTHORITY\\SYSTEM\nNT AUTHORITY\\SYSTEM\n"},
};

static const char *expected_output(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(outputs) / sizeof(outputs[0]); i++)
		if (strcmp(outputs[i].name, name) == 0)
			return outputs[i].output;
	return "";
}

/* The end of a connection that a server gets. */
static int accepted(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX,
				      .sun_path = "\0manual"};
	int listener = (int)must(socket(AF_UNIX, SOCK_STREAM, 0));
	int client = (int)must(socket(AF_UNIX, SOCK_STREAM, 0));
	socklen_t len = offsetof(struct sockaddr_un, sun_path) + 7;

	must(bind(listener, (struct sockaddr *)&address, len));
	must(listen(listener, 1));
	must(connect(client, (struct sockaddr *)&address, len));
	return (int)must(accept(listener, NULL, NULL));
}

/* An administrator's token for a session of its own, as a file. */
static int token_file(void)
{
	static const struct person administrator = {
		.privileges = SE(TAKE_OWNERSHIP),
		.groups = GROUP_WITH(ADMINISTRATORS, "\"owner\",\"enabled\""),
	};
	struct kacs_token_spec header;
	int fd = (int)must(open("spec", O_RDWR | O_CREAT | O_TRUNC, 0600));
	size_t len;
	uint8_t *spec = person_spec(&administrator, &len);

	memcpy(&header, spec, sizeof(header));
	header.session_id = new_session(ALICE);
	memcpy(spec, &header, sizeof(header));
	must(pwrite(fd, spec, len, 0));
	free(spec);
	return fd;
}

/* What some examples are given at standard input. */
static int input_of(const char *name)
{
	if (strcmp(name, "peer_token") == 0)
		return accepted();
	if (strcmp(name, "link_tokens") == 0)
		return token_file();
	return (int)must(open("/dev/null", O_RDONLY));
}

static pid_t start(const struct manual_example *example, int output)
{
	struct kacs_duplicate_args copy = {
		.access_mask = KACS_TOKEN_IMPERSONATE,
		.token_type = KACS_TOKEN_IMPERSONATION,
		.impersonation_level = KACS_LEVEL_IMPERSONATION,
	};
	char *argv[] = {(char *)example->name, NULL, NULL};
	int argc = 1;
	pid_t child = (pid_t)must(fork());

	if (child)
		return child;
	must(dup2(output, STDOUT_FILENO));
	must(dup2(output, STDERR_FILENO));
	must(dup2(input_of(example->name), STDIN_FILENO));
	/* For those that are about the last refusal. */
	must(kacs_sys_token_duplicate(alice, &copy));
	must(kacs_sys_token_impersonate(copy.result_fd));
	if (open("closed", O_RDONLY) >= 0)
		_exit(99);
	must(kacs_sys_revert());
	if (strcmp(example->name, "mount_policy") == 0)
		argv[argc++] = "/media";
	exit(example->main(argc, argv));
}

static void run(const struct manual_example *example)
{
	const char *expected = expected_output(example->name);
	static char output[1 << 20];
	size_t len = 0;
	ssize_t got;
	int ends[2], status;
	pid_t child;

	must(pipe(ends));
	child = start(example, ends[1]);
	close(ends[1]);
	while (len < sizeof(output) - 1 &&
	       (got = read(ends[0], output + len, sizeof(output) - 1 - len)) >
		       0)
		len += (size_t)got;
	output[len] = 0;
	close(ends[0]);
	must(waitpid(child, &status, 0));
	if (!strstr(output, expected))
		printf("# expected: %s\n# it said: %s\n", expected, output);
	/* It ends in a shell, of which the guest has none. */
	tap_eq(WEXITSTATUS(status), strcmp(example->name, "install") == 0,
	       "manual_example_%s", example->name);
	tap_ok(!WIFSIGNALED(status) && strstr(output, expected),
	       "manual_example_%s_says_so", example->name);
}

int main(void)
{
	size_t i;

	meet_people("manual");
	make_file("closed", "O:SYG:SYD:(A;;FA;;;SY)");
	/* Where an administrator's media are. */
	must(mkdir("/media", 0755));
	must(mount("none", "/media", "tmpfs", 0, NULL));
	for (i = 0; manual_example_list[i].name; i++)
		run(&manual_example_list[i]);
	must(umount("/media"));
	must(rmdir("/media"));
	remove_file("closed");
	remove_file("log");
	remove_file("spec");
	return tap_done();
}
