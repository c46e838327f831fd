/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What is wrong with an input, in words: how libkacs reports bad text, bad JSON
 * and bad bytes.
 *
 * A function that takes a diagnostic fills it when it fails and leaves it alone
 * when it succeeds; the pointer may be NULL. errno tells the kind of failure:
 * EINVAL for bad input, ENOMEM, or that of the system call that failed.
 *
 * Ownership: nothing is allocated and nothing is kept.
 *
 * Context: safe in any thread, each with a diagnostic of its own.
 */
#ifndef KACS_DIAGNOSTIC_H
#define KACS_DIAGNOSTIC_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define KACS_NO_OFFSET ((size_t)-1)

struct kacs_diagnostic {
	size_t offset;	/* the offending byte of the input, or KACS_NO_OFFSET */
	char path[160]; /* into a JSON document, such as ".groups[2].sid" */
	char message[256]; /* one English phrase without a full stop */
};

/**
 * kacs_diagnostic_text - path, offset and message in one line
 * @diagnostic: what happened
 * @out: room for the line
 * @room: size of @out; a longer line is cut
 */
void kacs_diagnostic_text(const struct kacs_diagnostic *diagnostic, char *out,
			  size_t room);

#ifdef __cplusplus
}
#endif

#endif /* KACS_DIAGNOSTIC_H */
