/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* kacs check --json: answers for programs. */
#ifndef KACS_TOOLS_CHECK_JSON_H
#define KACS_TOOLS_CHECK_JSON_H

#include "kacs.h"
#include <kacs/authz.h>

/* Room for an answer of one line. */
#define ANSWER_BYTES 320u

/* The answer as JSON on one line without its end; returns its length. */
size_t answer_text(const struct kacs_authz_answer *answer,
		   char out[ANSWER_BYTES]);

/*
 * The parts of a question in words. Each returns 0, or -1 with what is wrong in
 * the diagnostic.
 */
int parse_mapping(const char *text, struct kacs_authz_question *question,
		  uint32_t *object_type, struct kacs_diagnostic *diagnostic);
int parse_pip(const char *text, struct kacs_authz_question *question,
	      struct kacs_diagnostic *diagnostic);
int parse_intent(const char *text, struct kacs_authz_question *question,
		 struct kacs_diagnostic *diagnostic);

/*
 * Answer each line of a file, "-": stdin, that holds a request as a JSON
 * object. Returns a status.
 */
int check_batch(const char *path);

#endif /* KACS_TOOLS_CHECK_JSON_H */
