// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Parts of descriptors: subsets and merging, PSD-004 11.6 and 13.6.
 *
 * Each control flag belongs to a component and goes where that component goes;
 * the resource manager's byte and its flag belong to the descriptor. The
 * PRESENT flags are set if and only if the component is there, so that a NULL
 * DACL has one form in what we write.
 */
#include "sd_edit.h"
#include "sd_writer.h"

#define OWNER_FLAGS KACS_SE_OWNER_DEFAULTED
#define GROUP_FLAGS KACS_SE_GROUP_DEFAULTED
#define DACL_FLAGS                                                 \
	(KACS_SE_DACL_DEFAULTED | KACS_SE_DACL_TRUSTED |           \
	 KACS_SE_SERVER_SECURITY | KACS_SE_DACL_AUTO_INHERIT_REQ | \
	 KACS_SE_DACL_AUTO_INHERITED | KACS_SE_DACL_PROTECTED)
#define SACL_FLAGS                                                \
	(KACS_SE_SACL_DEFAULTED | KACS_SE_SACL_AUTO_INHERIT_REQ | \
	 KACS_SE_SACL_AUTO_INHERITED | KACS_SE_SACL_PROTECTED)
/* Requests to the one who computes a descriptor, never part of its result. */
#define REQUEST_FLAGS \
	(KACS_SE_DACL_AUTO_INHERIT_REQ | KACS_SE_SACL_AUTO_INHERIT_REQ)

#define SACL_OR_LABEL \
	(KACS_SACL_SECURITY_INFORMATION | KACS_LABEL_SECURITY_INFORMATION)

static int check_information(u32 information)
{
	if (information & ~KACS_ALL_SECURITY_INFORMATION)
		return KACS_E_VALUE;
	if ((information & SACL_OR_LABEL) == SACL_OR_LABEL)
		return KACS_E_CONFLICT;
	return KACS_OK;
}

/* The flags that go with these components. */
static u16 flags_of(u32 information)
{
	u32 flags = 0;

	if (information & KACS_OWNER_SECURITY_INFORMATION)
		flags |= OWNER_FLAGS;
	if (information & KACS_GROUP_SECURITY_INFORMATION)
		flags |= GROUP_FLAGS;
	if (information & KACS_DACL_SECURITY_INFORMATION)
		flags |= DACL_FLAGS;
	if (information & KACS_SACL_SECURITY_INFORMATION)
		flags |= SACL_FLAGS;
	return (u16)flags;
}

static u8 resource_manager(const struct kacs_sd *sd)
{
	return sd->bytes[1];
}

static u8 acl_revision(const struct kacs_sd *sd, u32 offset)
{
	return sd->bytes[offset];
}

static const struct kacs_ace *label_of(const struct kacs_sd *sd)
{
	return sd->has_label ? &kacs_sd_sacl(sd)[sd->label_ace] : NULL;
}

static int finish(struct kacs_writer *writer, u32 *len)
{
	if (writer->sacl)
		writer->control |= KACS_SE_SACL_PRESENT;
	if (writer->dacl)
		writer->control |= KACS_SE_DACL_PRESENT;
	return kacs_writer_finish(writer, len);
}

static void write_label(struct kacs_writer *writer, const struct kacs_sd *sd)
{
	const struct kacs_ace *label = label_of(sd);

	if (!label)
		return;
	kacs_writer_acl_begin(writer, NULL);
	kacs_writer_copy_ace(writer, sd, label, 0);
	writer->sacl = kacs_writer_acl_end(writer);
}

int kacs_sd_subset(const struct kacs_sd *sd, u32 information, u8 *out, u32 room,
		   u32 *len)
{
	struct kacs_writer writer;
	int reason = check_information(information);

	if (reason)
		return reason;
	kacs_writer_init(&writer, out, room);
	writer.control = sd->control &
			 (flags_of(information) | KACS_SE_RM_CONTROL_VALID);
	writer.resource_manager = resource_manager(sd);
	if (information & KACS_OWNER_SECURITY_INFORMATION)
		kacs_writer_owner(&writer, &sd->owner);
	if (information & KACS_GROUP_SECURITY_INFORMATION)
		kacs_writer_group(&writer, &sd->group);
	if (information & KACS_SACL_SECURITY_INFORMATION)
		writer.sacl =
			kacs_writer_copy_acl(&writer, sd, sd->sacl_offset);
	if (information & KACS_LABEL_SECURITY_INFORMATION)
		write_label(&writer, sd);
	if (information & KACS_DACL_SECURITY_INFORMATION)
		writer.dacl =
			kacs_writer_copy_acl(&writer, sd, sd->dacl_offset);
	return finish(&writer, len);
}

/*
 * A caller's ACL, ACE by ACE in its order, with the revision that its ACEs
 * need (3.4: accept permissively, write correctly).
 */
static u32 write_acl(struct kacs_writer *writer, const struct kacs_sd *sd,
		     u32 offset, const struct kacs_ace *aces, u32 count)
{
	u32 i;

	if (!offset)
		return 0;
	kacs_writer_acl_begin(writer, sd->bytes + offset);
	for (i = 0; i < count; i++)
		kacs_writer_copy_ace(writer, sd, &aces[i],
				     acl_revision(sd, offset));
	return kacs_writer_acl_end(writer);
}

/* A label that applies to the object itself, not one for its children. */
static bool is_own_label(const struct kacs_ace *ace)
{
	return ace->type == KACS_ACE_SYSTEM_MANDATORY_LABEL &&
	       !(ace->flags & KACS_ACE_INHERIT_ONLY);
}

static bool is_label_subset(const struct kacs_sd *input)
{
	return !input->sacl_offset ||
	       (input->sacl.count == 1 && is_own_label(kacs_sd_sacl(input)));
}

/*
 * The old SACL with its label replaced where it stands, added at the end, or
 * taken out. All labels of the object go, or the second would come into force
 * when the first is cleared. A SACL that has lost its last ACE is left out.
 */
static void merge_label(struct kacs_writer *writer, const struct kacs_sd *old,
			const struct kacs_sd *input)
{
	const struct kacs_ace *label = label_of(input);
	u32 offset = old ? old->sacl_offset : 0;
	u32 count = old ? old->sacl.count : 0;
	u32 kept = 0;
	u32 i;

	for (i = 0; i < count; i++)
		kept += !is_own_label(&kacs_sd_sacl(old)[i]);
	if (!kept && !label)
		return;
	kacs_writer_acl_begin(writer, offset ? old->bytes + offset : NULL);
	for (i = 0; i < count; i++) {
		if (!is_own_label(&kacs_sd_sacl(old)[i])) {
			kacs_writer_copy_ace(writer, old, &kacs_sd_sacl(old)[i],
					     acl_revision(old, offset));
		} else if (label) {
			kacs_writer_copy_ace(writer, input, label, 0);
			label = NULL;
		}
	}
	if (label)
		kacs_writer_copy_ace(writer, input, label, 0);
	writer->sacl = kacs_writer_acl_end(writer);
}

static void merge_sacl(struct kacs_writer *writer, const struct kacs_sd *old,
		       const struct kacs_sd *input, u32 information)
{
	if (information & KACS_LABEL_SECURITY_INFORMATION)
		merge_label(writer, old, input);
	else if (information & KACS_SACL_SECURITY_INFORMATION)
		writer->sacl =
			write_acl(writer, input, input->sacl_offset,
				  kacs_sd_sacl(input), input->sacl.count);
	else if (old)
		writer->sacl =
			kacs_writer_copy_acl(writer, old, old->sacl_offset);
}

static void merge_dacl(struct kacs_writer *writer, const struct kacs_sd *old,
		       const struct kacs_sd *input, u32 information)
{
	if (information & KACS_DACL_SECURITY_INFORMATION)
		writer->dacl =
			write_acl(writer, input, input->dacl_offset,
				  kacs_sd_dacl(input), input->dacl.count);
	else if (old)
		writer->dacl =
			kacs_writer_copy_acl(writer, old, old->dacl_offset);
}

static u16 merge_control(const struct kacs_sd *old, const struct kacs_sd *input,
			 u32 information)
{
	u32 replaced = flags_of(information);
	u32 control = input->control & replaced;

	if (old)
		control |= old->control & ~replaced;
	else
		control |= input->control & KACS_SE_RM_CONTROL_VALID;
	return (u16)(control & ~(REQUEST_FLAGS | KACS_SE_DACL_PRESENT |
				 KACS_SE_SACL_PRESENT));
}

int kacs_sd_merge(const struct kacs_sd *old, const struct kacs_sd *input,
		  u32 information, u8 *out, u32 room, u32 *len)
{
	static const struct kacs_sid none;
	const struct kacs_sid *owner = old ? &old->owner : &none;
	const struct kacs_sid *group = old ? &old->group : &none;
	struct kacs_writer writer;
	int reason = check_information(information);

	if (reason)
		return reason;
	if (information & KACS_LABEL_SECURITY_INFORMATION &&
	    !is_label_subset(input))
		return KACS_E_LABEL_SUBSET;
	if (information & KACS_OWNER_SECURITY_INFORMATION)
		owner = &input->owner;
	if (information & KACS_GROUP_SECURITY_INFORMATION)
		group = &input->group;
	if (!owner->len)
		return KACS_E_NO_OWNER;
	kacs_writer_init(&writer, out, room);
	writer.control = merge_control(old, input, information);
	writer.resource_manager = resource_manager(old ? old : input);
	kacs_writer_owner(&writer, owner);
	kacs_writer_group(&writer, group);
	merge_sacl(&writer, old, input, information);
	merge_dacl(&writer, old, input, information);
	return finish(&writer, len);
}
