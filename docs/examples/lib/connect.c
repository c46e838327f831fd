// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Ask a server for a file, and let it act for us while it opens that. */
/* example */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <kacs/kacs.h>

int main(int argc, char **argv)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	char text[4096];
	ssize_t len;

	if (argc != 3 || strlen(argv[1]) >= sizeof(address.sun_path)) {
		fprintf(stderr, "usage: connect SOCKET FILE\n");
		return 2;
	}
	strcpy(address.sun_path, argv[1]);
	/* Enough for a local server; it is the default. */
	if (kacs_sys_set_impersonation_level(server, KACS_LEVEL_IMPERSONATION) <
		    0 ||
	    connect(server, (struct sockaddr *)&address, sizeof(address)) < 0 ||
	    write(server, argv[2], strlen(argv[2])) < 0) {
		perror(argv[1]);
		return 1;
	}
	len = read(server, text, sizeof(text));
	if (len <= 0) {
		fprintf(stderr, "%s: not for us\n", argv[2]);
		return 1;
	}
	return fwrite(text, 1, (size_t)len, stdout) != (size_t)len;
}
/* end */
/* Needs a kernel with KACS. */
