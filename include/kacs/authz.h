/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * AccessCheck for programs that ask often: what a question is about is prepared
 * once, then any number of checks uses it. A check allocates nothing, takes no
 * lock and makes no system call.
 *
 * Contexts, descriptors, claims and policies do not change, so that threads may
 * share them. A tree and an event list are written to by every check that they
 * are given to: they serve one check at a time.
 *
 * Structures whose first member is their size may get more members, at their
 * end only. The caller sets .size to sizeof() of the one that it knows and
 * every member that it does not use to 0; what a library does not know and what
 * a caller does not know stays 0.
 *
 * Ownership: what a function ending in _new or _from_fd returns is the caller's
 * and is freed with the _free function of its type. The bytes that it was made
 * from are copied and not needed afterwards.
 *
 * Context: contexts, descriptors, claims and policies may be used by any number
 * of threads at once; a tree or an event list by one check at a time. Freeing
 * must come after the last use.
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

/* The @Local. attributes of an access, ready for checks. */
struct kacs_authz_claims;

/* The object types that an access is about (10.5), and the answer for each. */
struct kacs_authz_tree;

/* A central policy (10.8), and all that there are. */
struct kacs_authz_policy;
struct kacs_authz_policies;

/* Room for the events that a check raises (10.9). */
struct kacs_authz_events;

/* What the generic rights mean for an object (3.3). */
struct kacs_authz_mapping {
	uint32_t read;
	uint32_t write;
	uint32_t execute;
	uint32_t all;
};

struct kacs_authz_question {
	size_t size; /* sizeof(struct kacs_authz_question) */
	const struct kacs_authz_context *context;
	const struct kacs_authz_descriptor *descriptor;
	struct kacs_authz_mapping mapping;
	uint32_t desired; /* may hold generic bits and MAXIMUM_ALLOWED */
	uint32_t privilege_intent; /* KACS_BACKUP_INTENT, KACS_RESTORE_INTENT */
	uint32_t pip_type;
	uint32_t pip_trust;
	const uint8_t *self; /* a SID for PRINCIPAL_SELF, or NULL */
	size_t self_len;
	const struct kacs_authz_claims *local_claims; /* or NULL: none */
	struct kacs_authz_tree *tree; /* or NULL: the whole object */
	/*
	 * Those that there are, or NULL: none, so that a descriptor which names
	 * one is under the recovery policy.
	 */
	const struct kacs_authz_policies *policies;
	struct kacs_authz_events *events; /* filled anew, or NULL */
};

struct kacs_authz_answer {
	size_t size; /* sizeof(struct kacs_authz_answer) */
	bool allowed;
	/* The staged rules of the policies would have made a difference. */
	bool staging_mismatch;
	/* The decider is the recovery policy: the one named is not there. */
	bool recovery;
	/*
	 * What was desired and the token has; with MAXIMUM_ALLOWED all that it
	 * has.
	 */
	uint32_t granted;
	/*
	 * Who had the last word on the lowest right that was refused; when
	 * nothing was refused, on the lowest one granted; KACS_STEP_RESULT when
	 * there is neither.
	 */
	uint32_t step; /* KACS_STEP_* */
	uint32_t acl;  /* KACS_ACL_* */
	uint32_t ace;  /* its index there, or KACS_NO_ACE */
	/* Of KACS_STEP_POLICY: */
	uint32_t policy_ace; /* that names the policy, in the SACL */
	uint32_t rule;	     /* its index in the policy */
	uint32_t rule_step;  /* KACS_STEP_* of the rule's evaluation */
	uint32_t policy_sid_len;
	const uint8_t *policy_sid; /* in the descriptor; NULL: another step */
	uint32_t continuous_audit; /* rights whose use raises an event (10.9) */
	uint32_t staged; /* what .granted would be under the staged rules */
	uint64_t privileges_used; /* KACS_PRIVILEGE() that gave what remained */
};

enum kacs_authz_event_kind {
	KACS_AUTHZ_PRIVILEGE_USE, /* a privilege gave rights */
	KACS_AUTHZ_AUDIT_ACE,	  /* an audit ACE fired */
	KACS_AUTHZ_AUDIT_POLICY,  /* the token is audited in any case */
	KACS_AUTHZ_STAGING,	  /* staged rules would answer otherwise */
};

/* An event, as 13.7 tells it; what its kind does not have is 0. */
struct kacs_authz_event {
	size_t size;	     /* sizeof(struct kacs_authz_event) */
	uint32_t kind;	     /* enum kacs_authz_event_kind */
	uint32_t acl;	     /* AUDIT_ACE: KACS_ACL_SACL or KACS_ACL_POLICY */
	uint32_t ace;	     /* AUDIT_ACE: its index there; else KACS_NO_ACE */
	uint32_t rule;	     /* of KACS_ACL_POLICY: its index in the policy */
	uint32_t policy_ace; /* of KACS_ACL_POLICY: that names it */
	uint32_t policy_sid_len;
	uint32_t ace_len;
	const uint8_t *policy_sid; /* of KACS_ACL_POLICY: in the descriptor */
	const uint8_t *ace_bytes;  /* AUDIT_ACE: in descriptor or policy */
	uint64_t privilege;	   /* PRIVILEGE_USE: KACS_PRIVILEGE() */
	uint32_t requested;
	uint32_t granted;   /* PRIVILEGE_USE: what it gave; else the check */
	uint32_t surviving; /* PRIVILEGE_USE: of .granted, in the end */
	uint32_t staged;    /* STAGING: what staged rules would have granted */
	bool success;
	bool nodes_differ; /* STAGING: it makes a difference to the nodes */
};

/* The answer for one node of a tree. */
struct kacs_authz_node {
	size_t size;	  /* sizeof(struct kacs_authz_node) */
	uint32_t level;	  /* 0: the object itself */
	uint8_t guid[16]; /* of its type */
	uint32_t granted; /* as kacs_authz_answer.granted */
	bool allowed;	  /* as kacs_authz_answer.allowed */
};

/**
 * kacs_authz_context_new - prepare a token
 * @spec: a token specification, untrusted
 * @len: its length
 * @diagnostic: out, may be NULL
 * @context: what to free; nothing happens to NULL
 *
 * Return: the context, or NULL with errno set. kacs_authz_context_free()
 * returns nothing.
 *
 * Errors:
 * EINVAL: @spec is not a valid token specification; .offset is the byte
 * ENOMEM: out of memory
 */
struct kacs_authz_context *
kacs_authz_context_new(const uint8_t *spec, size_t len,
		       struct kacs_diagnostic *diagnostic);
void kacs_authz_context_free(struct kacs_authz_context *context);

/**
 * kacs_authz_context_from_fd - prepare a live token
 * @token_fd: a token with TOKEN_QUERY; not needed afterwards, and what becomes
 *	of the token afterwards does not change the context
 * @diagnostic: out, may be NULL
 *
 * Return: the context, to be freed with kacs_authz_context_free(), or NULL with
 * errno set.
 *
 * Errors:
 * EBADF: @token_fd is no open file
 * ENOTTY: @token_fd is no token
 * EACCES: the token was opened without TOKEN_QUERY
 * ENOMEM: out of memory
 */
struct kacs_authz_context *
kacs_authz_context_from_fd(int token_fd, struct kacs_diagnostic *diagnostic);

/**
 * kacs_authz_descriptor_new - prepare a descriptor
 * @sd: a self-relative descriptor, untrusted
 * @len: its length
 * @diagnostic: out, may be NULL
 * @descriptor: what to free; nothing happens to NULL
 *
 * Return: the descriptor, or NULL with errno set. kacs_authz_descriptor_free()
 * returns nothing.
 *
 * Errors:
 * EINVAL: @sd is not a valid self-relative descriptor; .offset is the byte
 * ENOMEM: out of memory
 */
struct kacs_authz_descriptor *
kacs_authz_descriptor_new(const uint8_t *sd, size_t len,
			  struct kacs_diagnostic *diagnostic);
void kacs_authz_descriptor_free(struct kacs_authz_descriptor *descriptor);

/**
 * kacs_authz_claims_new - prepare local claims
 * @bytes: a claim array (3.9), untrusted; kacs_local_claims_from_json() makes
 *	one
 * @len: its length
 * @diagnostic: out, may be NULL
 * @claims: what to free; nothing happens to NULL
 *
 * Return: the claims, or NULL with errno set. kacs_authz_claims_free() returns
 * nothing.
 *
 * Errors:
 * EINVAL: @bytes is no claim array, or has over 65,536 bytes; .offset is the
 *	byte
 * ENOMEM: out of memory
 */
struct kacs_authz_claims *
kacs_authz_claims_new(const uint8_t *bytes, size_t len,
		      struct kacs_diagnostic *diagnostic);
void kacs_authz_claims_free(struct kacs_authz_claims *claims);

/**
 * kacs_authz_tree_new - prepare an object type list
 * @entries: untrusted: for each node, in preorder, its level (u16), 0 (u16) and
 *	the 16 bytes of its GUID, as kacs_sys_access_check() takes them;
 *	kacs_object_tree_from_json() makes them
 * @count: how many nodes
 * @diagnostic: out, may be NULL
 * @tree: what to free; nothing happens to NULL
 *
 * Return: the tree, or NULL with errno set. kacs_authz_tree_free() returns
 * nothing.
 *
 * Errors:
 * EINVAL: @entries is no tree (10.5): there is no node, the first is not at
 *	level 0, or another one is, a level is left out, a GUID is there twice,
 *	or there are over 4096 nodes
 * ENOMEM: out of memory
 */
struct kacs_authz_tree *kacs_authz_tree_new(const uint8_t *entries,
					    size_t count,
					    struct kacs_diagnostic *diagnostic);
void kacs_authz_tree_free(struct kacs_authz_tree *tree);

/**
 * kacs_authz_tree_count - how many nodes a tree has
 * @tree: the tree
 *
 * Return: their number, at least 1.
 */
size_t kacs_authz_tree_count(const struct kacs_authz_tree *tree);

/**
 * kacs_authz_tree_node - a node and what the last check said of it
 * @tree: the tree
 * @index: in preorder
 * @node: out; its .size is the caller's
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EINVAL: there is no node @index, or .size of @node is of no version
 */
int kacs_authz_tree_node(const struct kacs_authz_tree *tree, size_t index,
			 struct kacs_authz_node *node);

/**
 * kacs_authz_policy_new - prepare a central policy
 * @sid: its name
 * @sid_len: length of the name
 * @spec: its specification (10.8), untrusted; kacs_policy_from_json() makes one
 * @len: its length
 * @diagnostic: out, may be NULL
 * @policy: what to free; nothing happens to NULL
 *
 * Return: the policy, or NULL with errno set. kacs_authz_policy_free() returns
 * nothing.
 *
 * Errors:
 * EINVAL: @sid is no SID, or @spec is not a valid policy specification; .offset
 *	is the byte
 * ENOMEM: out of memory
 */
struct kacs_authz_policy *
kacs_authz_policy_new(const uint8_t *sid, size_t sid_len, const uint8_t *spec,
		      size_t len, struct kacs_diagnostic *diagnostic);
void kacs_authz_policy_free(struct kacs_authz_policy *policy);

/**
 * kacs_authz_policies_new - the policies that there are
 * @policies: in any order; they must outlive the set. Of
 *	kacs_authz_policies_free() the set, or NULL, to which nothing happens
 * @count: how many
 * @diagnostic: out, may be NULL
 *
 * Return: the set, or NULL with errno set. kacs_authz_policies_free() returns
 * nothing.
 *
 * Errors:
 * EINVAL: two policies have the same name
 * ENOMEM: out of memory
 */
struct kacs_authz_policies *
kacs_authz_policies_new(const struct kacs_authz_policy *const *policies,
			size_t count, struct kacs_diagnostic *diagnostic);
void kacs_authz_policies_free(struct kacs_authz_policies *policies);

/**
 * kacs_authz_events_new - room for events
 * @capacity: how many a check may leave there
 * @events: what to free; nothing happens to NULL
 *
 * Return: the room, or NULL with errno set. kacs_authz_events_free() returns
 * nothing.
 *
 * Errors:
 * ENOMEM: out of memory, or @capacity is more than can be counted
 */
struct kacs_authz_events *kacs_authz_events_new(size_t capacity);
void kacs_authz_events_free(struct kacs_authz_events *events);

/**
 * kacs_authz_events_count - how many events the last check raised
 * @events: where
 *
 * Return: their number: more than the capacity when there was no room for all.
 * The first ones are there.
 */
size_t kacs_authz_events_count(const struct kacs_authz_events *events);

/**
 * kacs_authz_events_get - an event of the last check
 * @events: where
 * @index: in the order of 10.10
 * @event: out; its .size is the caller's
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EINVAL: there is no event @index, or .size of @event is of no version
 *
 * Ownership: The .ace_bytes and .policy_sid of @event point into the descriptor
 * and the policies of the check: they stay as long as those do, which must not
 * have gone before the call.
 */
int kacs_authz_events_get(const struct kacs_authz_events *events, size_t index,
			  struct kacs_authz_event *event);

/**
 * kacs_authz_check - decide an access
 * @question: what to ask
 * @answer: out; its .size is the caller's
 *
 * With a tree it is allowed only if every node is; kacs_authz_tree_node() has
 * the answer for each.
 *
 * Return: 0, whether allowed or not, or -1 with errno set.
 *
 * Errors:
 * EINVAL: .self of @question is no SID, or a .size is of no version
 * E2BIG: @question has a member that this library does not know, and it is not
 *	0
 *
 * Ownership: The .policy_sid of @answer points into the descriptor that was
 * asked about. Nothing else is kept or given.
 */
int kacs_authz_check(const struct kacs_authz_question *question,
		     struct kacs_authz_answer *answer);

/**
 * kacs_authz_check_list - decide an access to each part of an object
 * @question: what to ask, with a tree
 * @answer: out, for the root; its .size is the caller's
 *
 * Each node is asked about by itself, as AccessCheckResultList does (10.1): to
 * have been granted at one of them is the use of a privilege.
 *
 * Return: 0, whether allowed or not, or -1 with errno set.
 *
 * Errors:
 * EINVAL: @question has no tree, or as for kacs_authz_check()
 * E2BIG: as for kacs_authz_check()
 *
 * Ownership: As of kacs_authz_check().
 */
int kacs_authz_check_list(const struct kacs_authz_question *question,
			  struct kacs_authz_answer *answer);

/**
 * kacs_authz_mapping_of - the mapping of a kind of object
 * @name: file, directory, process, token, registry, ds (a directory service's
 *	objects), none (generic rights mean nothing), or four numbers R,W,X,A
 * @mapping: out: what the generic rights mean
 * @object_type: out, may be NULL: KACS_OBJECT_*, for the names of rights
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EINVAL: @name is neither a known kind nor four numbers below 2^32
 */
int kacs_authz_mapping_of(const char *name, struct kacs_authz_mapping *mapping,
			  uint32_t *object_type);

#ifdef __cplusplus
}
#endif

#endif /* KACS_AUTHZ_H */
