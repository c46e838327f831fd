// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* kacs why: the last refusal, in a sentence, and what would change it. */
#include "kacs.h"
#include "options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char usage_text[] = "kacs why [--pid PID] [--verbose] [--json]";

static int denial_of_pid(int pid, struct kacs_denial **denial)
{
	int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	int result, error;
	size_t len;

	if (pidfd < 0)
		return -1;
	result = kacs_denial_of(pidfd, 0, denial, &len);
	error = errno;
	close(pidfd);
	errno = error;
	return result;
}

/*
 * The program that was refused has ended by now; the kernel has handed its
 * record up to the ancestors in the same logon session, and the shell that
 * started it is the one that started us.
 */
static int find_denial(int pid, struct kacs_denial **denial)
{
	size_t len;

	if (pid)
		return denial_of_pid(pid, denial);
	if (denial_of_pid(getppid(), denial) == 0)
		return 0;
	return kacs_denial_of(-1, 0, denial, &len);
}

/* Of the descriptor, and of what stands beside it. */
static void print_remedies(const struct kacs_denial *denial,
			   const struct kacs_explanation *explanation)
{
	char *beside = kacs_denial_remedy(denial);
	const char *remedy;
	size_t i = 0;

	if (beside || (explanation && kacs_explanation_remedy(explanation, 0)))
		puts("It would have been allowed:");
	for (;
	     explanation && (remedy = kacs_explanation_remedy(explanation, i));
	     i++)
		printf("  - %s\n", remedy);
	if (beside)
		printf("  - %s\n", beside);
	free(beside);
}

static int print_text(const struct kacs_denial *denial,
		      const struct kacs_explanation *explanation, bool verbose)
{
	char *subject = kacs_denial_subject(denial);
	char *reason = explanation ? kacs_explanation_sentence(explanation)
				   : kacs_denial_reason(denial, principals());
	char *walk;

	if (!subject || !reason) {
		free(subject);
		free(reason);
		return fail("out of memory");
	}
	printf("%s%s%s:\n  %s.\n", colour(COLOUR_BOLD), subject,
	       colour(COLOUR_PLAIN), reason);
	free(subject);
	free(reason);
	if (!explanation && denial->step <= KACS_STEP_RESULT &&
	    !denial->sd_offset)
		puts("  More would need its security descriptor, which you may not read.");
	print_remedies(denial, explanation);
	if (explanation && verbose) {
		walk = kacs_explanation_walk(explanation);
		if (walk)
			printf("The walk:\n%s", walk);
		free(walk);
	}
	return 0;
}

static int print_as_json(const struct kacs_denial *denial,
			 const struct kacs_explanation *explanation)
{
	json_t *record = parse_json(kacs_denial_json(denial, principals()));
	json_t *part;

	if (!record)
		return STATUS_ERROR;
	if (explanation) {
		part = parse_json(kacs_explanation_json(explanation));
		if (!part) {
			json_decref(record);
			return STATUS_ERROR;
		}
		json_object_set_new(record, "explanation", part);
	}
	return print_json(record, 0);
}

int cmd_why(int argc, char **argv)
{
	bool json = false, verbose = false;
	int status, pid = 0;
	const struct command_option options[] = {
		{"pid", .pid = &pid},
		{"verbose", 'v', .flag = &verbose},
		{"json", .flag = &json},
		{.name = NULL},
	};
	struct kacs_explanation *explanation;
	struct kacs_denial *denial;

	parse_options(argc, argv, options, usage_text);
	if (optind != argc)
		return usage(usage_text);
	if (find_denial(pid, &denial) < 0) {
		if (errno != ENODATA)
			return fail_errno("cannot read the last refusal");
		fail("nothing has been refused%s",
		     pid ? " to that process" : " here");
		return STATUS_DENIED;
	}
	explanation = kacs_denial_explain(denial, principals(), NULL);
	status = json ? print_as_json(denial, explanation)
		      : print_text(denial, explanation, verbose);
	kacs_explanation_free(explanation);
	free(denial);
	return status;
}
