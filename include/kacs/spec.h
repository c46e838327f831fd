/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What a check is about, to and from JSON: tokens, local claims, object type
 * lists, central policies.
 *
 * Of a token (PSD-004 13.6 section 5) only "user" is required. What is left out
 * is: no groups, no privileges, integrity medium, mandatory policy no_write_up,
 * a primary token at level anonymous, unrestricted, unconfined, no claims, no
 * default DACL, owner and primary group the user, projected uid and gid 65534,
 * session 0. Nothing is added silently: a token that is to match Everyone lists
 * S-1-1-0.
 *
 * Ownership: what comes back through a pointer to a pointer is the caller's, to
 * be freed with free(); after a failure there is nothing to free. Nothing that
 * is passed is kept.
 *
 * Context: safe in any thread; there is no state. Threads may read the same
 * bytes.
 */
#ifndef KACS_SPEC_H
#define KACS_SPEC_H

#include <stddef.h>
#include <stdint.h>
#include <kacs/diagnostic.h>
#include <kacs/sd.h>
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
 * @spec_len: out: its length
 * @diagnostic: out, may be NULL: .path names the field; for text that is no
 *	JSON .offset is the byte
 *
 * An unknown field is an error, so that a misspelt restriction cannot get lost.
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EINVAL: @text is no JSON, an unknown field, or a value that is not what the
 *	field takes
 * ENOMEM: out of memory
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
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EINVAL: @spec is not a valid token specification; .offset is the byte
 * ENOTSUP: a default DACL or claim that the text form cannot say
 * ENOMEM: out of memory
 */
int kacs_token_to_json(const uint8_t *spec, size_t len, char **text,
		       struct kacs_diagnostic *diagnostic);

/**
 * kacs_token_validate - is this a well-formed token specification?
 * @spec: untrusted bytes
 * @len: how many
 * @diagnostic: out, may be NULL
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EINVAL: @spec is not a valid token specification; .offset is the byte
 */
int kacs_token_validate(const uint8_t *spec, size_t len,
			struct kacs_diagnostic *diagnostic);

/**
 * kacs_local_claims_from_json - the local claims of a check (3.9)
 * @text: a JSON array of claims as those of a token: {"name": "size", "type":
 *	"int64", "values": [42], "flags": []}
 * @len: its length
 * @claims: out: a claim array, to be freed with free()
 * @claims_len: out: its length
 * @diagnostic: out, may be NULL: .path names the field; for text that is no
 *	JSON .offset is the byte
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EINVAL: @text is no JSON, an unknown field, or a value that is not what the
 *	field takes
 * ENOMEM: out of memory
 */
int kacs_local_claims_from_json(const char *text, size_t len, uint8_t **claims,
				size_t *claims_len,
				struct kacs_diagnostic *diagnostic);

/**
 * kacs_local_claims_to_json - a claim array as JSON
 * @claims: untrusted bytes
 * @len: how many
 * @text: out: a JSON array, indented, to be freed with free()
 * @diagnostic: out, may be NULL; .offset is the byte
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EINVAL: @claims is no claim array; .offset is the byte
 * ENOMEM: out of memory
 */
int kacs_local_claims_to_json(const uint8_t *claims, size_t len, char **text,
			      struct kacs_diagnostic *diagnostic);

/**
 * kacs_object_tree_from_json - an object type list (10.5)
 * @text: a list of nodes in preorder, [{"level": 0, "guid": "..."}, ...], or
 *	the root with its children in it, {"guid": "...", "children": [...]}
 * @len: its length
 * @entries: out: 20 bytes for each node, for kacs_authz_tree_new(), to be freed
 *	with free()
 * @count: out: of nodes
 * @diagnostic: out, may be NULL: .path names the node by its number in
 *	preorder; for text that is no JSON .offset is the byte
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EINVAL: @text is no JSON, an unknown field, or a value that is not what the
 *	field takes; or it is no tree
 * ENOMEM: out of memory
 */
int kacs_object_tree_from_json(const char *text, size_t len, uint8_t **entries,
			       size_t *count,
			       struct kacs_diagnostic *diagnostic);

/**
 * kacs_policy_from_json - a central policy (10.8)
 * @text: {"sid": "S-1-17-...", "rules": [{"applies_to": "@Resource.secret ==
 *	1", "dacl": "D:(...)", "sacl": "S:(...)", "staged_dacl": "D:(...)",
 *	"staged_sacl": "S:(...)"}, ...]}; of a rule only "dacl" is required
 * @len: its length
 * @sid: out: the policy's name
 * @sid_len: out: its length
 * @spec: out: its specification, to be freed with free()
 * @spec_len: out: its length
 * @diagnostic: out, may be NULL: .path names the field; for text that is no
 *	JSON .offset is the byte
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EINVAL: @text is no JSON, an unknown field, or a value that is not what the
 *	field takes
 * ENOMEM: out of memory
 */
int kacs_policy_from_json(const char *text, size_t len,
			  uint8_t sid[KACS_SID_MAX_BYTES], size_t *sid_len,
			  uint8_t **spec, size_t *spec_len,
			  struct kacs_diagnostic *diagnostic);

/**
 * kacs_policy_to_json - a policy specification as JSON
 * @sid: the policy's name
 * @sid_len: its length
 * @spec: untrusted bytes
 * @len: how many
 * @text: out: a JSON object, indented, to be freed with free()
 * @diagnostic: out, may be NULL
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EINVAL: @sid is no SID, @spec is not a valid policy specification, or the
 *	condition of a callback ACE in it is malformed
 * ENOTSUP: an ACE or condition that text cannot say
 * ENOMEM: out of memory
 */
int kacs_policy_to_json(const uint8_t *sid, size_t sid_len, const uint8_t *spec,
			size_t len, char **text,
			struct kacs_diagnostic *diagnostic);

#ifdef __cplusplus
}
#endif

#endif /* KACS_SPEC_H */
