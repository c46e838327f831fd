// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* uid0: run a program that insists on being root. PSD-004 12.3. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <kacs/syscall.h>

#define STATUS_FAILED 125
#define STATUS_CANNOT_RUN 126
#define STATUS_NOT_FOUND 127

static const char usage_text[] =
	"usage: uid0 COMMAND [ARGUMENT]...\n"
	"Runs a command that sees itself as uid 0; it may do no more than before.\n";

int main(int argc, char **argv)
{
	int first = 1;

	if (argc == 2 && strcmp(argv[1], "--help") == 0) {
		fputs(usage_text, stdout);
		return 0;
	}
	if (argc > 1 && argv[1][0] == '-')
		first = strcmp(argv[1], "--") == 0 ? 2 : argc;
	if (first >= argc) {
		fputs(usage_text, stderr);
		return STATUS_FAILED;
	}
	if (prctl(KACS_PR_UID0, 0, 0, 0, 0) < 0) {
		fprintf(stderr, "uid0: %s\n",
			errno == EINVAL ? "this kernel has no KACS"
					: strerror(errno));
		return STATUS_FAILED;
	}
	execvp(argv[first], argv + first);
	fprintf(stderr, "uid0: %s: %s\n", argv[first], strerror(errno));
	return errno == ENOENT ? STATUS_NOT_FOUND : STATUS_CANNOT_RUN;
}
