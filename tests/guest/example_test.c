// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The server and the client of docs/examples/lib do what they say.
 */
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include "guest.h"

/* Their main functions. */
int serve_main(int argc, char **argv);
int connect_main(int argc, char **argv);

static bool answers(const char *path)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	int fd = (int)must(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
	bool connected;

	strcpy(to.sun_path, path);
	connected = connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0;
	close(fd);
	return connected;
}

static pid_t start_server(int token)
{
	char *argv[] = {"serve", "socket", NULL};
	pid_t child = as_fork(token);

	if (child == 0)
		_exit(serve_main(2, argv));
	/* The file is there before anybody listens. */
	while (!answers("socket"))
		usleep(1000);
	return child;
}

static int ask(int token, char *path)
{
	char *argv[] = {"connect", "socket", path, NULL};
	pid_t child = as_fork(token);

	if (child == 0) {
		must(freopen("/dev/null", "w", stderr) ? 0 : -1);
		must(freopen("/dev/null", "w", stdout) ? 0 : -1);
		_exit(connect_main(3, argv));
	}
	return as_wait(child);
}

int main(void)
{
	int server = token_for(.user = BOB, .privileges = SE(IMPERSONATE));
	int plain;
	pid_t child;

	meet_people("example");
	make_file("alices", "O:SYG:SYD:(A;;FA;;;" ALICE ")");
	make_file("bobs", "O:SYG:SYD:(A;;FA;;;" BOB ")");
	give_sd(".", "O:SYG:SYD:(A;;FA;;;SY)(A;;FA;;;" BOB ")(A;;FRFX;;;WD)");
	child = start_server(server);
	give_sd("socket", "O:SYG:SYD:(A;;FA;;;WD)");
	tap_eq(ask(alice, "alices"), 0, "example_server_opens_as_its_client");
	tap_eq(ask(alice, "bobs"), 1,
	       "example_server_lends_its_client_no_rights");
	tap_eq(ask(mallory, "alices"), 1,
	       "example_server_forgets_the_client_before");
	tap_eq(ask(bob, "bobs"), 0, "example_server_opens_for_its_own_user");
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	remove_file("socket");

	plain = token_for(.user = MALLORY);
	give_sd(".", "O:SYG:SYD:(A;;FA;;;SY)(A;;FA;;;WD)");
	child = start_server(plain);
	give_sd("socket", "O:SYG:SYD:(A;;FA;;;WD)");
	tap_eq(ask(alice, "alices"), 1,
	       "example_server_without_the_privilege_opens_nothing");
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	close(plain);
	close(server);
	return tap_done();
}
