/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Looking into security descriptors and making changed ones.
 *
 * Descriptors are self-relative bytes everywhere. A function that changes one
 * leaves its input alone and makes a new one. What it writes is laid out as
 * owner, group, SACL, DACL and is valid.
 *
 * Ownership: what comes back through @out or @text is the caller's, to be freed
 * with free(); after a failure there is nothing to free. Nothing that is passed
 * is kept.
 *
 * Context: safe in any thread; there is no state. Threads may read the same
 * bytes.
 */
#ifndef KACS_DESCRIPTOR_H
#define KACS_DESCRIPTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <kacs/diagnostic.h>
#include <kacs/sd.h>

#ifdef __cplusplus
extern "C" {
#endif

struct kacs_principals;

/* One ACE; the pointers go into the descriptor's bytes. */
struct kacs_ace_info {
	uint8_t type; /* KACS_ACE_* */
	uint8_t flags;
	uint32_t mask;	    /* 0 for an unrecognised type */
	const uint8_t *sid; /* NULL for an unrecognised type */
	size_t sid_len;
	const uint8_t *object_type;	      /* 16 bytes, or NULL */
	const uint8_t *inherited_object_type; /* 16 bytes, or NULL */
	const uint8_t *bytes;		      /* the whole ACE */
	size_t len;
};

struct kacs_descriptor_view {
	uint16_t control;
	const uint8_t *owner; /* NULL: absent */
	size_t owner_len;
	const uint8_t *group; /* NULL: absent */
	size_t group_len;
	bool has_dacl; /* false: a NULL DACL, or none */
	bool has_sacl;
	struct kacs_ace_info *dacl; /* dacl_count of them */
	size_t dacl_count;
	struct kacs_ace_info *sacl;
	size_t sacl_count;
	bool has_label;
	uint32_t label_level;  /* KACS_INTEGRITY_* */
	uint32_t label_policy; /* KACS_LABEL_* */
};

/**
 * kacs_descriptor_view - take a descriptor apart
 * @sd: untrusted bytes; must outlive the view
 * @len: how many
 * @diagnostic: out, may be NULL
 *
 * Return: the view, or NULL with errno set.
 *
 * Errors:
 * EINVAL: @sd is not a valid self-relative descriptor; .offset is the byte
 * ENOMEM: out of memory
 *
 * Ownership: The view is one block, to be freed with free(). Its pointers lead
 * into @sd, which must outlive it.
 */
struct kacs_descriptor_view *
kacs_descriptor_view(const uint8_t *sd, size_t len,
		     struct kacs_diagnostic *diagnostic);

/* An allow or deny ACE to be added. */
struct kacs_new_ace {
	bool deny;
	uint8_t flags; /* KACS_ACE_OBJECT_INHERIT and the like */
	uint32_t mask;
	const uint8_t *sid;
	size_t sid_len;
};

/**
 * kacs_descriptor_add_ace - put an ACE where the canonical order wants it
 * @sd: the descriptor
 * @len: its length
 * @ace: the new, explicit ACE
 * @out: out: the new descriptor
 * @out_len: out: its length
 * @index: out, may be NULL: where the ACE now stands in the DACL
 * @diagnostic: out, may be NULL
 *
 * The order (3.5): explicit deny, explicit allow, inherited deny, inherited
 * allow; the ACEs that are there keep theirs. A deny goes before the first ACE
 * that is not an explicit deny, an allow before the first inherited one. An
 * explicit ACE with the same type, flags and SID is extended by the new rights
 * instead. A descriptor with a NULL DACL is refused (EINVAL): one ACE would
 * turn "everybody" into "nobody else".
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EINVAL: @sd is not a valid descriptor, or has a NULL DACL; the SID of @ace is
 *	none; or .flags of @ace has KACS_ACE_INHERITED
 * EOVERFLOW: the result would be over 65,535 bytes
 * ENOMEM: out of memory
 */
int kacs_descriptor_add_ace(const uint8_t *sd, size_t len,
			    const struct kacs_new_ace *ace, uint8_t **out,
			    size_t *out_len, size_t *index,
			    struct kacs_diagnostic *diagnostic);

/**
 * kacs_descriptor_remove_ace - take one ACE out of the DACL
 * @sd: the descriptor
 * @len: its length
 * @index: which, from 0
 * @out: out: the new descriptor
 * @out_len: out: its length
 * @diagnostic: out, may be NULL
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EINVAL: @sd is not a valid descriptor, or its DACL has no ACE @index
 * ENOMEM: out of memory
 */
int kacs_descriptor_remove_ace(const uint8_t *sd, size_t len, size_t index,
			       uint8_t **out, size_t *out_len,
			       struct kacs_diagnostic *diagnostic);

/**
 * kacs_descriptor_remove_sid - take the explicit ACEs of a trustee out of the
 * DACL
 * @sd: the descriptor
 * @len: its length
 * @sid: the trustee
 * @sid_len: its length
 * @out: out: the new descriptor
 * @out_len: out: its length
 * @removed: out: how many; inherited ACEs are left alone
 * @diagnostic: out, may be NULL
 *
 * Return: 0, or -1 with errno set; it is no error that there was nothing to
 * remove.
 *
 * Errors:
 * EINVAL: @sd is not a valid descriptor, or has a NULL DACL
 * ENOMEM: out of memory
 */
int kacs_descriptor_remove_sid(const uint8_t *sd, size_t len,
			       const uint8_t *sid, size_t sid_len,
			       uint8_t **out, size_t *out_len, size_t *removed,
			       struct kacs_diagnostic *diagnostic);

/**
 * kacs_descriptor_of_owner - a descriptor that holds nothing but an owner
 * @owner: a SID
 * @owner_len: its length
 * @out: out: the new descriptor
 * @out_len: out: its length
 * @diagnostic: out, may be NULL
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EINVAL: @owner is no SID
 * ENOMEM: out of memory
 */
int kacs_descriptor_of_owner(const uint8_t *owner, size_t owner_len,
			     uint8_t **out, size_t *out_len,
			     struct kacs_diagnostic *diagnostic);

/**
 * kacs_descriptor_protect - stop inheriting
 * @sd: the descriptor
 * @len: its length
 * @out: out: with SE_DACL_PROTECTED, and with the inherited ACEs made explicit
 *	so that access stays as it is
 * @out_len: out: its length
 * @diagnostic: out, may be NULL
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EINVAL: @sd is not a valid descriptor, or has a NULL DACL
 * ENOMEM: out of memory
 */
int kacs_descriptor_protect(const uint8_t *sd, size_t len, uint8_t **out,
			    size_t *out_len,
			    struct kacs_diagnostic *diagnostic);

/**
 * kacs_descriptor_inherit - what an object inherits from its container
 * @parent: the container's descriptor
 * @parent_len: its length
 * @sd: the object's own: owner and group stay, and with @keep_explicit the
 *	explicit ACEs of its DACL too; its SACL is not part of the result
 * @len: its length
 * @keep_explicit: false: nothing but what is inherited
 * @is_container: of the object
 * @out: out: owner, group and the recomputed DACL
 * @out_len: out: its length
 * @diagnostic: out, may be NULL
 *
 * When the parent has nothing to inherit and explicit ACEs are not kept the
 * DACL would be NULL, which grants everything: that is refused with EINVAL.
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EINVAL: @parent or @sd is not a valid descriptor; the DACL would be NULL; or
 *	an ACE to be inherited names CREATOR GROUP and @sd has no group
 * EOVERFLOW: the result would be over 65,535 bytes
 * ENOMEM: out of memory
 */
int kacs_descriptor_inherit(const uint8_t *parent, size_t parent_len,
			    const uint8_t *sd, size_t len, bool keep_explicit,
			    bool is_container, uint8_t **out, size_t *out_len,
			    struct kacs_diagnostic *diagnostic);

/**
 * kacs_descriptor_create - what a new file or directory gets: PSD-004 3.6
 * @parent: the directory's descriptor
 * @parent_len: its length
 * @creator: one that the creator asks for, or NULL
 * @creator_len: its length
 * @token: who creates it: a specification, for the default owner, group and
 *	DACL
 * @token_len: its length
 * @is_container: a directory
 * @out: out: the whole descriptor
 * @out_len: out: its length
 * @diagnostic: out, may be NULL
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EINVAL: @parent or @creator is not a valid descriptor, or @token no valid
 *	specification; @creator has SE_SERVER_SECURITY; or an ACE to be
 *	inherited names CREATOR GROUP and there is no group
 * EOVERFLOW: the result would be over 65,535 bytes
 * ENOMEM: out of memory
 */
int kacs_descriptor_create(const uint8_t *parent, size_t parent_len,
			   const uint8_t *creator, size_t creator_len,
			   const uint8_t *token, size_t token_len,
			   bool is_container, uint8_t **out, size_t *out_len,
			   struct kacs_diagnostic *diagnostic);

/**
 * kacs_descriptor_json - everything that a descriptor says, as JSON
 * @sd: the descriptor
 * @len: its length
 * @object_type: KACS_OBJECT_*, for the names of rights
 * @principals: names, or NULL
 * @text: out: NUL-terminated
 * @diagnostic: out, may be NULL
 *
 * Return: 0, or -1 with errno set.
 *
 * Errors:
 * EINVAL: @sd is not a valid self-relative descriptor; .offset is the byte
 * ENOMEM: out of memory
 */
int kacs_descriptor_json(const uint8_t *sd, size_t len, uint32_t object_type,
			 const struct kacs_principals *principals, char **text,
			 struct kacs_diagnostic *diagnostic);

/**
 * kacs_descriptor_lint - what is probably not meant in a descriptor
 * @sd: a self-relative descriptor, untrusted
 * @len: its length
 * @text: out: a JSON array of {"rule": ..., "acl": "dacl"|"sacl"|null, "ace":
 *	N|null, "message": ...}, to be freed with free()
 * @diagnostic: out, may be NULL
 *
 * The rules: no_owner, no_group, null_dacl, empty_dacl, order (3.5),
 * unreachable, reserved_bits, maximum_allowed, system_security, no_rights,
 * denies_reading, inherit_only, audit_flags, reserved_flags, condition,
 * lone_attribute, unknown_type, wrong_acl, second_label, label_policy. Generic
 * rights are those of files.
 *
 * Return: 0, whatever was found, or -1 with errno set.
 *
 * Errors:
 * EINVAL: @sd is not a valid self-relative descriptor; .offset is the byte
 * ENOMEM: out of memory
 */
int kacs_descriptor_lint(const uint8_t *sd, size_t len, char **text,
			 struct kacs_diagnostic *diagnostic);

#ifdef __cplusplus
}
#endif

#endif /* KACS_DESCRIPTOR_H */
