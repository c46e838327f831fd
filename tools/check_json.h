/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* kacs check --json: answers for programs. */
#ifndef KACS_TOOLS_CHECK_JSON_H
#define KACS_TOOLS_CHECK_JSON_H

#include "kacs.h"

#include <stdio.h>

/**
 * ask - kacs_authz_check() with room for all events
 * @question: what to ask; .events is filled in
 * @events: the room, made and made larger as needed; the caller frees it
 * @answer: out
 *
 * Return: 0, or -1 and errno.
 */
int ask(struct kacs_authz_question *question, struct kacs_authz_events **events,
	struct kacs_authz_answer *answer);

/* The answer as JSON on one line. */
void print_answer(FILE *out, const struct kacs_authz_question *question,
		  const struct kacs_authz_answer *answer);

/*
 * Answer each line of a file, "-": stdin, that holds a request as a JSON
 * object. Returns a status.
 */
int check_batch(const char *path);

#endif /* KACS_TOOLS_CHECK_JSON_H */
