// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include <signal.h>
#include <sys/wait.h>

#include "subject.h"

int run_subject(const char *const *words)
{
	int ends[2], error = 0, status;
	pid_t child;

	must(pipe2(ends, O_CLOEXEC));
	child = (pid_t)must(fork());
	if (child == 0) {
		execve(words[0], (char *const *)words,
		       (char *const[]){"LD_PRELOAD=/nothing", NULL});
		error = errno;
		if (write(ends[1], &error, sizeof(error)) < 0)
			_exit(EXFULL);
		_exit(0);
	}
	close(ends[1]);
	if (read(ends[0], &error, sizeof(error)) < 0)
		tap_abort("read");
	close(ends[0]);
	status = as_wait(child);
	return error ? EXEC_FAILED + error : status;
}

pid_t start_subject(const char *path)
{
	char number[16], byte;
	int ends[2];
	pid_t child;

	must(pipe(ends));
	child = (pid_t)must(fork());
	if (child == 0) {
		snprintf(number, sizeof(number), "%d", ends[1]);
		execl(path, path, "wait", number, NULL);
		_exit(errno);
	}
	close(ends[1]);
	if (must(read(ends[0], &byte, 1)) != 1)
		tap_abort("the subject does not wait");
	close(ends[0]);
	return child;
}

void end_subject(pid_t child)
{
	char number[16];

	snprintf(number, sizeof(number), "%d", child);
	kill(child, SIGKILL);
	subject_of(TCB, "try", "kill", number);
	subject_of(ISOLATED, "try", "kill", number);
	waitpid(child, NULL, 0);
}
