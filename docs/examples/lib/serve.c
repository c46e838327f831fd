// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A server that sends each client the file that it asks for, if it may. */
/* example */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <kacs/kacs.h>

static void serve(int connection)
{
	char path[256] = "";
	int file;

	if (read(connection, path, sizeof(path) - 1) <= 0)
		return;
	/* The client's rights decide, whatever those of the server are. */
	if (kacs_sys_impersonate_peer(connection) < 0)
		return;
	file = open(path, O_RDONLY | O_CLOEXEC);
	kacs_sys_revert();
	if (file < 0)
		return;
	sendfile(connection, file, NULL, 65536);
	close(file);
}

int main(int argc, char **argv)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int connection;

	if (argc != 2 || strlen(argv[1]) >= sizeof(address.sun_path)) {
		fprintf(stderr, "usage: serve SOCKET\n");
		return 2;
	}
	strcpy(address.sun_path, argv[1]);
	if (bind(listener, (struct sockaddr *)&address, sizeof(address)) < 0 ||
	    listen(listener, 8) < 0) {
		perror(argv[1]);
		return 1;
	}
	while ((connection = accept(listener, NULL, NULL)) >= 0) {
		serve(connection);
		close(connection);
	}
	return 1;
}
/* end */
/* Needs a kernel with KACS. */
