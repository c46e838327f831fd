/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * AccessCheck for programs that ask often: a context from a token and a
 * descriptor are prepared once, then any number of checks uses them. A check
 * allocates nothing and takes no lock; contexts and descriptors do not change,
 * so that threads may share them.
 */
#ifndef KACS_AUTHZ_H
#define KACS_AUTHZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <kacs/access.h>
#include <kacs/diagnostic.h>
#include <kacs/syscall.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A token, ready for checks. */
struct kacs_authz_context;

/* A security descriptor, ready for checks. */
struct kacs_authz_descriptor;

/* What the generic rights mean for an object (3.3). */
struct kacs_authz_mapping {
	uint32_t read;
	uint32_t write;
	uint32_t execute;
	uint32_t all;
};

struct kacs_authz_question {
	const struct kacs_authz_context *context;
	const struct kacs_authz_descriptor *descriptor;
	struct kacs_authz_mapping mapping;
	uint32_t desired; /* may hold generic bits and MAXIMUM_ALLOWED */
	uint32_t privilege_intent; /* KACS_BACKUP_INTENT, KACS_RESTORE_INTENT */
	uint32_t pip_type;
	uint32_t pip_trust;
	const uint8_t *self; /* a SID for PRINCIPAL_SELF, or NULL */
	size_t self_len;
};

struct kacs_authz_answer {
	bool allowed;
	uint32_t granted;
	/*
	 * Who had the last word on the lowest right that was refused; when
	 * nothing was refused, on the lowest one granted; KACS_STEP_RESULT when
	 * there is neither.
	 */
	uint32_t step; /* KACS_STEP_* */
	uint32_t acl;  /* KACS_ACL_* */
	uint32_t ace;  /* its index there, or KACS_NO_ACE */
};

/**
 * kacs_authz_context_new - prepare a token
 * @spec: a token specification, untrusted
 * @len: its length
 * @diagnostic: out, may be NULL
 *
 * Return: the context, to be freed with kacs_authz_context_free(), or NULL and
 * EINVAL or ENOMEM.
 */
struct kacs_authz_context *
kacs_authz_context_new(const uint8_t *spec, size_t len,
		       struct kacs_diagnostic *diagnostic);
void kacs_authz_context_free(struct kacs_authz_context *context);

/**
 * kacs_authz_descriptor_new - prepare a descriptor
 * @sd: a self-relative descriptor, untrusted
 * @len: its length
 * @diagnostic: out, may be NULL
 *
 * Return: the descriptor, to be freed with kacs_authz_descriptor_free(), or
 * NULL and EINVAL or ENOMEM.
 */
struct kacs_authz_descriptor *
kacs_authz_descriptor_new(const uint8_t *sd, size_t len,
			  struct kacs_diagnostic *diagnostic);
void kacs_authz_descriptor_free(struct kacs_authz_descriptor *descriptor);

/**
 * kacs_authz_check - may it?
 * @question: what to ask
 * @answer: out
 *
 * Return: 0, or -1 and EINVAL when .self is no SID.
 */
int kacs_authz_check(const struct kacs_authz_question *question,
		     struct kacs_authz_answer *answer);

/**
 * kacs_authz_mapping_of - the mapping of a kind of object
 * @name: file, directory, process, token, registry, ds (a directory service's
 *	objects), none (generic rights mean nothing), or four numbers R,W,X,A
 * @mapping: out
 * @object_type: out, may be NULL: KACS_OBJECT_*, for the names of rights
 *
 * Return: 0, or -1 and EINVAL.
 */
int kacs_authz_mapping_of(const char *name, struct kacs_authz_mapping *mapping,
			  uint32_t *object_type);

#ifdef __cplusplus
}
#endif

#endif /* KACS_AUTHZ_H */
