// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The descriptor of a new object: PSD-004 3.6, MS-DTYP 2.5.3.4.
 *
 * Where 3.6 leaves room:
 *
 * CREATOR OWNER and CREATOR GROUP are replaced where an ACE takes effect on the
 * new object. Where it also goes on to the new container's own children, they
 * must meet the placeholder again, or everything below would belong to whoever
 * made the first directory. Such an ACE becomes two: one in effect with the SID
 * replaced and without inheritance flags, and an inherit-only one with the
 * placeholder (MS-DTYP does the same). Generic rights need no such split: files
 * and directories share one mapping.
 *
 * Object ACEs are inherited whatever their InheritedObjectType: the objects
 * here have no class that it could name.
 */
#include "inherit.h"
#include "sd_writer.h"

#define INHERITANCE_FLAGS                                       \
	(KACS_ACE_OBJECT_INHERIT | KACS_ACE_CONTAINER_INHERIT | \
	 KACS_ACE_NO_PROPAGATE_INHERIT | KACS_ACE_INHERIT_ONLY)
#define INHERITABLE (KACS_ACE_OBJECT_INHERIT | KACS_ACE_CONTAINER_INHERIT)

/* What differs between the two ACLs. */
struct acl_kind {
	bool is_sacl;
	u16 present;
	u16 defaulted;
	u16 request;
	u16 inherited;
	u16 is_protected;
	u16 kept; /* metadata that goes with an explicit ACL */
};

static const struct acl_kind dacl_kind = {
	.is_sacl = false,
	.present = KACS_SE_DACL_PRESENT,
	.defaulted = KACS_SE_DACL_DEFAULTED,
	.request = KACS_SE_DACL_AUTO_INHERIT_REQ,
	.inherited = KACS_SE_DACL_AUTO_INHERITED,
	.is_protected = KACS_SE_DACL_PROTECTED,
	.kept = KACS_SE_DACL_DEFAULTED | KACS_SE_DACL_TRUSTED |
		KACS_SE_DACL_PROTECTED,
};

static const struct acl_kind sacl_kind = {
	.is_sacl = true,
	.present = KACS_SE_SACL_PRESENT,
	.defaulted = KACS_SE_SACL_DEFAULTED,
	.request = KACS_SE_SACL_AUTO_INHERIT_REQ,
	.inherited = KACS_SE_SACL_AUTO_INHERITED,
	.is_protected = KACS_SE_SACL_PROTECTED,
	.kept = KACS_SE_SACL_DEFAULTED | KACS_SE_SACL_PROTECTED,
};

struct inheritance {
	const struct kacs_inherit *inherit;
	struct kacs_writer writer;
	struct kacs_sid owner; /* of the new object */
	struct kacs_sid group;
	int reason; /* KACS_E_NO_GROUP, once it is needed */
};

/* An ACL inside a descriptor, or one that stands alone. */
struct acl {
	const u8 *bytes; /* of the ACL; NULL: none */
	u16 count;
};

static struct acl acl_of(const struct kacs_sd *sd, const struct acl_kind *kind)
{
	u32 offset = 0;

	if (sd)
		offset = kind->is_sacl ? sd->sacl_offset : sd->dacl_offset;
	if (!offset)
		return (struct acl){NULL, 0};
	return (struct acl){sd->bytes + offset,
			    kacs_load_le16(sd->bytes + offset + 4)};
}

/* The SID that stands for a placeholder, or NULL: @sid is none. */
static const struct kacs_sid *substitute(struct inheritance *state,
					 const struct kacs_sid *sid)
{
	if (kacs_sid_is(sid->bytes, sid->len, KACS_SID_CREATOR_OWNER))
		return &state->owner;
	if (kacs_sid_is(sid->bytes, sid->len, KACS_SID_CREATOR_GROUP))
		return &state->group;
	return NULL;
}

/*
 * Write an ACE with new flags and, unless @sid is NULL, a new SID. An
 * unrecognised type keeps every byte but the flags.
 */
static void write_ace(struct inheritance *state, const u8 *bytes,
		      const struct kacs_ace_view *view, u8 flags,
		      const struct kacs_sid *sid, u8 revision)
{
	struct kacs_writer *writer = &state->writer;
	u32 sid_end = view->sid_offset + view->sid.len;
	u32 size = view->size;
	u32 mask = view->mask;
	u8 head[8];

	if (sid)
		size += sid->len - view->sid.len;
	head[0] = view->type;
	head[1] = flags;
	kacs_store_le16(head + 2, (u16)size);
	if (!view->shape) {
		kacs_writer_bytes(writer, head, KACS_ACE_HEADER_BYTES);
		kacs_writer_bytes(writer, bytes + KACS_ACE_HEADER_BYTES,
				  view->size - KACS_ACE_HEADER_BYTES);
	} else {
		if (view->shape & KACS_ACE_SHAPE_RIGHTS)
			mask = kacs_map_generic(mask, state->inherit->mapping);
		kacs_store_le32(head + 4, mask);
		kacs_writer_bytes(writer, head, sizeof(head));
		kacs_writer_bytes(writer, bytes + sizeof(head),
				  view->sid_offset - (u32)sizeof(head));
		if (!sid)
			sid = &view->sid;
		kacs_writer_bytes(writer, sid->bytes, sid->len);
		kacs_writer_bytes(writer, bytes + sid_end,
				  view->size - sid_end);
	}
	kacs_writer_ace(writer, view->type, revision);
}

/*
 * Put an ACE on the new object with the flags that it is to have there, as one
 * ACE or, with a placeholder that the object's children need, as two.
 */
static void place_ace(struct inheritance *state, const u8 *bytes,
		      const struct kacs_ace_view *view, u8 flags, u8 revision)
{
	const struct kacs_sid *sid = substitute(state, &view->sid);
	bool passes_on = state->inherit->is_container && flags & INHERITABLE;
	bool in_effect = !(flags & KACS_ACE_INHERIT_ONLY);

	if (!sid || (passes_on && !in_effect)) {
		write_ace(state, bytes, view, flags, NULL, revision);
		return;
	}
	if (!sid->len) {
		state->reason = KACS_E_NO_GROUP;
		return;
	}
	if (!passes_on) {
		write_ace(state, bytes, view, flags, sid, revision);
		return;
	}
	write_ace(state, bytes, view, (u8)(flags & ~INHERITANCE_FLAGS), sid,
		  revision);
	write_ace(state, bytes, view, flags | KACS_ACE_INHERIT_ONLY, NULL,
		  revision);
}

/*
 * The flags of a parent's ACE on the new object. False: it is not inherited.
 */
static bool inherited_flags(u8 parent, bool is_container, u8 *child)
{
	bool goes_on = !(parent & KACS_ACE_NO_PROPAGATE_INHERIT);

	*child = (u8)(parent & ~INHERITANCE_FLAGS) | KACS_ACE_INHERITED;
	if (!is_container)
		return parent & KACS_ACE_OBJECT_INHERIT;
	if (parent & KACS_ACE_CONTAINER_INHERIT) {
		if (goes_on)
			*child |= parent & INHERITABLE;
		return true;
	}
	*child |= KACS_ACE_OBJECT_INHERIT | KACS_ACE_INHERIT_ONLY;
	return goes_on && parent & KACS_ACE_OBJECT_INHERIT;
}

/* An ACL that has been validated: its ACEs cannot fail to parse. */
static const u8 *next_ace(const struct acl *acl, const u8 *ace,
			  struct kacs_ace_view *view)
{
	const u8 *end = acl->bytes + kacs_load_le16(acl->bytes + 2);

	kacs_ace_parse(ace, (u32)(end - ace), 0, view, NULL);
	return ace + view->size;
}

static void write_inherited(struct inheritance *state, const struct acl *parent)
{
	const u8 *ace = parent->bytes + KACS_ACL_HEADER_BYTES;
	struct kacs_ace_view view;
	const u8 *next;
	u16 i;
	u8 flags;

	for (i = 0; i < parent->count; i++, ace = next) {
		next = next_ace(parent, ace, &view);
		if (inherited_flags(view.flags, state->inherit->is_container,
				    &flags))
			place_ace(state, ace, &view, flags, parent->bytes[0]);
	}
}

/*
 * The ACEs of the creator or of the token's default DACL. If the parent gives
 * its own now, those that the creator's descriptor got from some parent before
 * are left out (MS-DTYP 2.5.3.4.4).
 */
static void write_explicit(struct inheritance *state, const struct acl *acl,
			   bool without_inherited)
{
	const u8 *ace = acl->bytes + KACS_ACL_HEADER_BYTES;
	struct kacs_ace_view view;
	const u8 *next;
	u16 i;

	for (i = 0; i < acl->count; i++, ace = next) {
		next = next_ace(acl, ace, &view);
		if (without_inherited && view.flags & KACS_ACE_INHERITED)
			continue;
		place_ace(state, ace, &view, view.flags, acl->bytes[0]);
	}
}

/* Does the parent's ACL leave anything to a new object of this kind? */
static bool has_inheritable(const struct inheritance *state,
			    const struct acl *parent)
{
	struct kacs_ace_view view;
	const u8 *ace;
	u16 i;
	u8 flags;

	if (!parent->bytes)
		return false;
	ace = parent->bytes + KACS_ACL_HEADER_BYTES;
	for (i = 0; i < parent->count; i++) {
		ace = next_ace(parent, ace, &view);
		if (inherited_flags(view.flags, state->inherit->is_container,
				    &flags))
			return true;
	}
	return false;
}

/*
 * One ACL of the new object. Return: its offset, or 0: none. The control flags
 * are set accordingly.
 */
static u32 write_acl(struct inheritance *state, const struct acl_kind *kind)
{
	const struct kacs_inherit *inherit = state->inherit;
	const struct kacs_sd *creator = inherit->creator;
	struct kacs_writer *writer = &state->writer;
	struct acl parent = acl_of(inherit->parent, kind);
	struct acl explicit = {NULL, 0};
	bool inherits = has_inheritable(state, &parent);

	if (creator && creator->control & kind->present) {
		explicit = acl_of(creator, kind);
		inherits = inherits && creator->control & kind->request &&
			   !(creator->control & kind->is_protected);
		writer->control |= creator->control & kind->kept;
	} else if (!inherits && !kind->is_sacl && inherit->default_dacl) {
		explicit.bytes = inherit->default_dacl;
		explicit.count = kacs_load_le16(explicit.bytes + 4);
		writer->control |= kind->defaulted;
	}
	if (!explicit.bytes && !inherits)
		return 0;
	kacs_writer_acl_begin(writer, NULL);
	if (explicit.bytes)
		write_explicit(state, &explicit, inherits);
	if (inherits) {
		write_inherited(state, &parent);
		writer->control |= kind->inherited;
	}
	writer->control |= kind->present;
	return kacs_writer_acl_end(writer);
}

static void choose_owner_and_group(struct inheritance *state)
{
	const struct kacs_inherit *inherit = state->inherit;
	const struct kacs_sd *creator = inherit->creator;
	struct kacs_writer *writer = &state->writer;

	if (creator && creator->owner.len) {
		state->owner = creator->owner;
		writer->control |= creator->control & KACS_SE_OWNER_DEFAULTED;
	} else {
		state->owner = inherit->owner;
		writer->control |= KACS_SE_OWNER_DEFAULTED;
	}
	if (creator && creator->group.len) {
		state->group = creator->group;
		writer->control |= creator->control & KACS_SE_GROUP_DEFAULTED;
	} else if (inherit->group.len) {
		state->group = inherit->group;
		writer->control |= KACS_SE_GROUP_DEFAULTED;
	}
}

int kacs_inherit_sd(const struct kacs_inherit *inherit, u8 *out, u32 room,
		    u32 *len, struct kacs_error *error)
{
	const struct kacs_sd *creator = inherit->creator;
	struct inheritance state = {.inherit = inherit};
	int reason;

	if (creator && creator->control & KACS_SE_SERVER_SECURITY)
		return kacs_fail(error, KACS_E_SERVER_SECURITY, 2);
	kacs_writer_init(&state.writer, out, room);
	choose_owner_and_group(&state);
	if (!state.owner.len)
		return kacs_fail(error, KACS_E_NO_OWNER, 0);
	if (creator) {
		state.writer.resource_manager = creator->bytes[1];
		state.writer.control |=
			creator->control & KACS_SE_RM_CONTROL_VALID;
	}
	kacs_writer_owner(&state.writer, &state.owner);
	kacs_writer_group(&state.writer, &state.group);
	state.writer.sacl = write_acl(&state, &sacl_kind);
	state.writer.dacl = write_acl(&state, &dacl_kind);
	reason = state.reason;
	if (!reason)
		reason = kacs_writer_finish(&state.writer, len);
	return reason ? kacs_fail(error, reason, 0) : KACS_OK;
}
