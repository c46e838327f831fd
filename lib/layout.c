// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "layout.h"
#include "report.h"

#include <errno.h>
#include <stdlib.h>

#include "../core/ace.h"

void kacs_acl_begin(struct kacs_acl_writer *acl)
{
	static const u8 header[KACS_ACL_HEADER_BYTES];

	*acl = (struct kacs_acl_writer){.revision = KACS_ACL_REVISION};
	kacs_buffer_put(&acl->bytes, header, sizeof(header));
}

static void count_ace(struct kacs_acl_writer *acl, u8 type)
{
	if (kacs_ace_shape(type) & KACS_ACE_SHAPE_REVISION_DS)
		acl->revision = KACS_ACL_REVISION_DS;
	acl->count++;
}

void kacs_acl_append(struct kacs_acl_writer *acl, const u8 *ace, size_t len)
{
	kacs_buffer_put(&acl->bytes, ace, len);
	count_ace(acl, ace[0]);
}

void kacs_acl_append_simple(struct kacs_acl_writer *acl, u8 type, u8 flags,
			    u32 mask, const u8 *sid, size_t sid_len)
{
	kacs_buffer_u8(&acl->bytes, type);
	kacs_buffer_u8(&acl->bytes, flags);
	kacs_buffer_le16(&acl->bytes,
			 (u16)(KACS_ACE_HEADER_BYTES + 4 + sid_len));
	kacs_buffer_le32(&acl->bytes, mask);
	kacs_buffer_put(&acl->bytes, sid, sid_len);
	count_ace(acl, type);
}

int kacs_acl_end(struct kacs_acl_writer *acl)
{
	if (acl->bytes.failed)
		return 0;
	if (acl->bytes.len > UINT16_MAX)
		return -1;
	acl->bytes.data[0] = acl->revision;
	kacs_buffer_set_le16(&acl->bytes, 2, (u16)acl->bytes.len);
	kacs_buffer_set_le16(&acl->bytes, 4, acl->count);
	return 0;
}

static void put_part(struct kacs_buffer *sd, size_t field, const u8 *bytes,
		     size_t len)
{
	if (!bytes)
		return;
	kacs_buffer_set_le32(sd, field, (u32)sd->len);
	kacs_buffer_put(sd, bytes, len);
}

int kacs_layout_sd(const struct kacs_sd_parts *parts, u8 **out, size_t *len,
		   struct kacs_diagnostic *diagnostic)
{
	static const u8 header[KACS_SD_HEADER_BYTES] = {1};
	struct kacs_buffer sd = {0};
	struct kacs_error error;
	u8 *bytes;
	size_t size;
	u32 prepared;

	kacs_buffer_put(&sd, header, sizeof(header));
	kacs_buffer_set_le16(&sd, 2, parts->control | KACS_SE_SELF_RELATIVE);
	put_part(&sd, 4, parts->owner, parts->owner_len);
	put_part(&sd, 8, parts->group, parts->group_len);
	put_part(&sd, 12, parts->sacl, parts->sacl_len);
	put_part(&sd, 16, parts->dacl, parts->dacl_len);
	if (kacs_buffer_take(&sd, &bytes, &size) < 0)
		return kacs_report_memory(diagnostic);
	if (size > KACS_SD_MAX_BYTES) {
		free(bytes);
		kacs_report(
			diagnostic, KACS_NO_OFFSET,
			"a descriptor of %zu bytes: at most %u are possible",
			size, KACS_SD_MAX_BYTES);
		errno = EOVERFLOW;
		return -1;
	}
	if (kacs_sd_measure(bytes, (u32)size, &prepared, &error) != KACS_OK) {
		free(bytes);
		return kacs_report_core(diagnostic, "the new descriptor",
					&error);
	}
	*out = bytes;
	*len = size;
	return 0;
}

const struct kacs_sd *kacs_prepare_sd(const u8 *bytes, size_t len,
				      struct kacs_diagnostic *diagnostic)
{
	const struct kacs_sd *sd;
	struct kacs_error error;
	u32 size;
	void *mem;

	if (len > KACS_SD_MAX_BYTES)
		len = KACS_SD_MAX_BYTES + 1;
	if (kacs_sd_measure(bytes, (u32)len, &size, &error) != KACS_OK) {
		kacs_report_core(diagnostic, "not a valid descriptor", &error);
		return NULL;
	}
	mem = malloc(size);
	if (!mem) {
		kacs_report_memory(diagnostic);
		return NULL;
	}
	if (kacs_sd_prepare(mem, size, bytes, (u32)len, &sd, &error) !=
	    KACS_OK) {
		free(mem);
		kacs_report_core(diagnostic, "not a valid descriptor", &error);
		return NULL;
	}
	return sd;
}

const struct kacs_sd *kacs_prepare_parts(const struct kacs_sd_parts *parts)
{
	const struct kacs_sd *sd;
	u8 *bytes;
	size_t len;

	if (kacs_layout_sd(parts, &bytes, &len, NULL) < 0)
		return NULL;
	sd = kacs_prepare_sd(bytes, len, NULL);
	free(bytes);
	return sd;
}

void kacs_parts_of(const struct kacs_sd *sd, struct kacs_sd_parts *parts)
{
	*parts = (struct kacs_sd_parts){.control = sd->control};
	if (sd->owner.len) {
		parts->owner = sd->owner.bytes;
		parts->owner_len = sd->owner.len;
	}
	if (sd->group.len) {
		parts->group = sd->group.bytes;
		parts->group_len = sd->group.len;
	}
	if (sd->sacl_offset) {
		parts->sacl = sd->bytes + sd->sacl_offset;
		parts->sacl_len = kacs_load_le16(parts->sacl + 2);
	}
	if (sd->dacl_offset) {
		parts->dacl = sd->bytes + sd->dacl_offset;
		parts->dacl_len = kacs_load_le16(parts->dacl + 2);
	}
}
