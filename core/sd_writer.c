// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Writing self-relative descriptors.
 */
#include "sd_writer.h"

static const u8 zeros[KACS_SD_HEADER_BYTES];

void kacs_writer_init(struct kacs_writer *writer, u8 *out, u32 room)
{
	memset(writer, 0, sizeof(*writer));
	writer->out = out;
	writer->room = room;
	kacs_writer_bytes(writer, zeros, KACS_SD_HEADER_BYTES);
}

/* Where @len bytes at an offset may be written, or NULL. */
static u8 *place(struct kacs_writer *writer, u32 offset, u32 len)
{
	if (!writer->out || offset > writer->room ||
	    len > writer->room - offset)
		return NULL;
	return writer->out + offset;
}

void kacs_writer_bytes(struct kacs_writer *writer, const u8 *bytes, u32 len)
{
	u8 *to = place(writer, writer->len, len);

	if (to && len)
		memcpy(to, bytes, len);
	writer->len += len;
}

static u32 append_sid(struct kacs_writer *writer, const struct kacs_sid *sid)
{
	u32 offset = writer->len;

	if (!sid->len)
		return 0;
	kacs_writer_bytes(writer, sid->bytes, sid->len);
	return offset;
}

void kacs_writer_owner(struct kacs_writer *writer, const struct kacs_sid *sid)
{
	writer->owner = append_sid(writer, sid);
}

void kacs_writer_group(struct kacs_writer *writer, const struct kacs_sid *sid)
{
	writer->group = append_sid(writer, sid);
}

u32 kacs_writer_copy_acl(struct kacs_writer *writer, const struct kacs_sd *sd,
			 u32 offset)
{
	u32 start = writer->len;

	if (!offset)
		return 0;
	kacs_writer_bytes(writer, sd->bytes + offset,
			  kacs_load_le16(sd->bytes + offset + 2));
	return start;
}

void kacs_writer_acl_begin(struct kacs_writer *writer, const u8 *source)
{
	writer->acl = writer->len;
	writer->ace_count = 0;
	writer->revision = KACS_ACL_REVISION;
	kacs_writer_bytes(writer, source ? source : zeros,
			  KACS_ACL_HEADER_BYTES);
}

void kacs_writer_ace(struct kacs_writer *writer, u8 type, u8 source_revision)
{
	u32 shape = kacs_ace_shape(type);
	u8 needed = KACS_ACL_REVISION;

	if (!shape)
		needed = source_revision;
	else if (shape & KACS_ACE_SHAPE_REVISION_DS)
		needed = KACS_ACL_REVISION_DS;
	if (needed > writer->revision)
		writer->revision = needed;
	writer->ace_count++;
}

void kacs_writer_copy_ace(struct kacs_writer *writer, const struct kacs_sd *sd,
			  const struct kacs_ace *ace, u8 source_revision)
{
	kacs_writer_bytes(writer, sd->bytes + ace->offset,
			  kacs_ace_size(sd, ace));
	kacs_writer_ace(writer, ace->type, source_revision);
}

u32 kacs_writer_acl_end(struct kacs_writer *writer)
{
	u8 *header = place(writer, writer->acl, KACS_ACL_HEADER_BYTES);

	if (header) {
		header[0] = writer->revision;
		kacs_store_le16(header + 2, (u16)(writer->len - writer->acl));
		kacs_store_le16(header + 4, writer->ace_count);
	}
	return writer->acl;
}

int kacs_writer_finish(struct kacs_writer *writer, u32 *len)
{
	u8 *header = place(writer, 0, KACS_SD_HEADER_BYTES);

	*len = writer->len;
	if (writer->len > KACS_SD_MAX_BYTES)
		return KACS_E_TOO_LARGE;
	if (writer->out && writer->len > writer->room)
		return KACS_E_NO_ROOM;
	if (!header)
		return KACS_OK;
	header[0] = 1;
	header[1] = writer->resource_manager;
	kacs_store_le16(header + 2, writer->control | KACS_SE_SELF_RELATIVE);
	kacs_store_le32(header + 4, writer->owner);
	kacs_store_le32(header + 8, writer->group);
	kacs_store_le32(header + 12, writer->sacl);
	kacs_store_le32(header + 16, writer->dacl);
	return KACS_OK;
}
