/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Token specifications (PSD-004 13.6 section 5) to and from JSON.
 *
 * Only "user" is required. What is left out is: no groups, no privileges,
 * integrity medium, mandatory policy no_write_up, a primary token at level
 * anonymous, unrestricted, unconfined, no claims, no default DACL, owner and
 * primary group the user, projected uid and gid 65534, session 0. Nothing is
 * added silently: a token that is to match Everyone lists S-1-1-0.
 */
#ifndef KACS_SPEC_H
#define KACS_SPEC_H

#include <stddef.h>
#include <stdint.h>
#include <kacs/diagnostic.h>
#include <kacs/token.h>

#ifdef __cplusplus
extern "C" {
#endif

#define KACS_PROJECTED_NOBODY 65534u

/**
 * kacs_token_from_json - the bytes for kacs_create_token
 * @text: a JSON object
 * @len: its length
 * @spec: out: to be freed with free()
 * @spec_len: out
 * @diagnostic: out, may be NULL: .path names the field; for text that is no
 *	JSON .offset is the byte
 *
 * An unknown field is an error, so that a misspelt restriction cannot get lost.
 *
 * Return: 0, or -1 and EINVAL or ENOMEM.
 */
int kacs_token_from_json(const char *text, size_t len, uint8_t **spec,
			 size_t *spec_len, struct kacs_diagnostic *diagnostic);

/**
 * kacs_token_to_json - a token specification as JSON
 * @spec: untrusted bytes
 * @len: how many
 * @text: out: a JSON object, indented, to be freed with free()
 * @diagnostic: out, may be NULL
 *
 * Fields with their default value are left out, except those that people look
 * for (groups, privileges, integrity).
 *
 * Return: 0, or -1 and EINVAL, ENOTSUP (a default DACL or claim that the text
 * form cannot say) or ENOMEM.
 */
int kacs_token_to_json(const uint8_t *spec, size_t len, char **text,
		       struct kacs_diagnostic *diagnostic);

/**
 * kacs_token_validate - is this a well-formed token specification?
 * @spec: untrusted bytes
 * @len: how many
 * @diagnostic: out, may be NULL
 *
 * Return: 0, or -1 and EINVAL or ENOMEM.
 */
int kacs_token_validate(const uint8_t *spec, size_t len,
			struct kacs_diagnostic *diagnostic);

#ifdef __cplusplus
}
#endif

#endif /* KACS_SPEC_H */
