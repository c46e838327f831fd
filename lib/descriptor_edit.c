// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Changed copies of descriptors: ACEs in and out, protection. */
#include "layout.h"
#include "report.h"

#include <errno.h>
#include <stdlib.h>

#include <kacs/descriptor.h>

#include "../core/ace.h"

/* The DACL of a prepared descriptor, being copied ACE by ACE. */
struct rewrite {
	const struct kacs_sd *sd;
	struct kacs_acl_writer dacl;
	u16 control;
};

static int begin(struct rewrite *rewrite, const uint8_t *sd, size_t len,
		 struct kacs_diagnostic *diagnostic)
{
	rewrite->sd = kacs_prepare_sd(sd, len, diagnostic);
	if (!rewrite->sd)
		return -1;
	rewrite->control = rewrite->sd->control;
	kacs_acl_begin(&rewrite->dacl);
	return 0;
}

static const u8 *ace_bytes(const struct rewrite *rewrite, size_t index)
{
	return rewrite->sd->bytes + kacs_sd_dacl(rewrite->sd)[index].offset;
}

static void copy(struct rewrite *rewrite, size_t index)
{
	const struct kacs_ace *ace = &kacs_sd_dacl(rewrite->sd)[index];
	u8 revision = rewrite->sd->bytes[rewrite->sd->dacl_offset];

	kacs_acl_append(&rewrite->dacl, ace_bytes(rewrite, index),
			kacs_ace_size(rewrite->sd, ace));
	/* 3.4: an unrecognised type may need what the source had. */
	if (!kacs_ace_shape(ace->type) && revision > rewrite->dacl.revision)
		rewrite->dacl.revision = revision;
}

static int too_long(struct kacs_diagnostic *diagnostic)
{
	kacs_report(diagnostic, KACS_NO_OFFSET,
		    "the DACL would be over 65535 bytes");
	errno = EOVERFLOW;
	return -1;
}

static int finish(struct rewrite *rewrite, uint8_t **out, size_t *out_len,
		  struct kacs_diagnostic *diagnostic)
{
	struct kacs_sd_parts parts;
	int result;

	kacs_parts_of(rewrite->sd, &parts);
	parts.control = rewrite->control | KACS_SE_DACL_PRESENT;
	if (kacs_acl_end(&rewrite->dacl) < 0) {
		result = too_long(diagnostic);
	} else if (rewrite->dacl.bytes.failed) {
		result = kacs_report_memory(diagnostic);
	} else {
		parts.dacl = rewrite->dacl.bytes.data;
		parts.dacl_len = rewrite->dacl.bytes.len;
		result = kacs_layout_sd(&parts, out, out_len, diagnostic);
	}
	return result;
}

static void end(struct rewrite *rewrite)
{
	kacs_buffer_free(&rewrite->dacl.bytes);
	free((void *)rewrite->sd);
}

static bool is_inherited(const struct kacs_ace *ace)
{
	return ace->flags & KACS_ACE_INHERITED;
}

static bool is_deny(const struct kacs_ace *ace)
{
	return ace->type == KACS_ACE_ACCESS_DENIED ||
	       ace->type == KACS_ACE_ACCESS_DENIED_OBJECT ||
	       ace->type == KACS_ACE_ACCESS_DENIED_CALLBACK ||
	       ace->type == KACS_ACE_ACCESS_DENIED_CALLBACK_OBJECT;
}

static bool has_sid(const struct kacs_sd *sd, const struct kacs_ace *ace,
		    const uint8_t *sid, size_t sid_len)
{
	struct kacs_sid own = kacs_ace_sid(sd, ace);

	return kacs_ace_has_sid(ace) && own.len == sid_len &&
	       memcmp(own.bytes, sid, sid_len) == 0;
}

static size_t place_of(const struct rewrite *rewrite,
		       const struct kacs_new_ace *ace)
{
	const struct kacs_ace *aces = kacs_sd_dacl(rewrite->sd);
	size_t i;

	for (i = 0; i < rewrite->sd->dacl.count; i++)
		if (is_inherited(&aces[i]) || (ace->deny && !is_deny(&aces[i])))
			break;
	return i;
}

/* An explicit ACE for the same trustee that differs in its rights only. */
static bool find_equal(const struct rewrite *rewrite,
		       const struct kacs_new_ace *ace, size_t *index)
{
	u8 type = ace->deny ? KACS_ACE_ACCESS_DENIED : KACS_ACE_ACCESS_ALLOWED;
	const struct kacs_ace *aces = kacs_sd_dacl(rewrite->sd);
	size_t i;

	for (i = 0; i < rewrite->sd->dacl.count; i++)
		if (aces[i].type == type && aces[i].flags == ace->flags &&
		    has_sid(rewrite->sd, &aces[i], ace->sid, ace->sid_len)) {
			*index = i;
			return true;
		}
	return false;
}

static void write_with(struct rewrite *rewrite, const struct kacs_new_ace *ace,
		       size_t *index)
{
	const struct kacs_ace *aces = kacs_sd_dacl(rewrite->sd);
	bool extend = find_equal(rewrite, ace, index);
	u32 mask = ace->mask;
	size_t i;

	if (extend)
		mask |= aces[*index].mask;
	else
		*index = place_of(rewrite, ace);
	for (i = 0; i <= rewrite->sd->dacl.count; i++) {
		if (i == *index)
			kacs_acl_append_simple(
				&rewrite->dacl,
				ace->deny ? KACS_ACE_ACCESS_DENIED
					  : KACS_ACE_ACCESS_ALLOWED,
				ace->flags, mask, ace->sid, ace->sid_len);
		if (i < rewrite->sd->dacl.count && !(extend && i == *index))
			copy(rewrite, i);
	}
}

int kacs_descriptor_add_ace(const uint8_t *sd, size_t len,
			    const struct kacs_new_ace *ace, uint8_t **out,
			    size_t *out_len, size_t *index,
			    struct kacs_diagnostic *diagnostic)
{
	struct rewrite rewrite;
	size_t place;
	int result;

	if (ace->flags & KACS_ACE_INHERITED)
		return kacs_report(diagnostic, KACS_NO_OFFSET,
				   "an added ACE cannot be an inherited one");
	if (begin(&rewrite, sd, len, diagnostic) < 0)
		return -1;
	if (rewrite.sd->dacl.null) {
		result = kacs_report(
			diagnostic, KACS_NO_OFFSET,
			"there is no DACL, so everything is allowed; set a whole one");
	} else {
		write_with(&rewrite, ace, &place);
		result = finish(&rewrite, out, out_len, diagnostic);
		if (result == 0 && index)
			*index = place;
	}
	end(&rewrite);
	return result;
}

int kacs_descriptor_remove_ace(const uint8_t *sd, size_t len, size_t index,
			       uint8_t **out, size_t *out_len,
			       struct kacs_diagnostic *diagnostic)
{
	struct rewrite rewrite;
	int result;
	size_t i;

	if (begin(&rewrite, sd, len, diagnostic) < 0)
		return -1;
	if (index >= rewrite.sd->dacl.count) {
		result = kacs_report(diagnostic, KACS_NO_OFFSET,
				     "no ACE %zu: the DACL has %u", index,
				     rewrite.sd->dacl.count);
	} else {
		for (i = 0; i < rewrite.sd->dacl.count; i++)
			if (i != index)
				copy(&rewrite, i);
		result = finish(&rewrite, out, out_len, diagnostic);
	}
	end(&rewrite);
	return result;
}

int kacs_descriptor_remove_sid(const uint8_t *sd, size_t len,
			       const uint8_t *sid, size_t sid_len,
			       uint8_t **out, size_t *out_len, size_t *removed,
			       struct kacs_diagnostic *diagnostic)
{
	struct rewrite rewrite;
	size_t i, count = 0;
	int result;

	if (begin(&rewrite, sd, len, diagnostic) < 0)
		return -1;
	for (i = 0; i < rewrite.sd->dacl.count; i++) {
		const struct kacs_ace *ace = &kacs_sd_dacl(rewrite.sd)[i];

		if (!is_inherited(ace) &&
		    has_sid(rewrite.sd, ace, sid, sid_len))
			count++;
		else
			copy(&rewrite, i);
	}
	if (rewrite.sd->dacl.null)
		result = kacs_report(diagnostic, KACS_NO_OFFSET,
				     "there is no DACL to remove from");
	else
		result = finish(&rewrite, out, out_len, diagnostic);
	if (result == 0)
		*removed = count;
	end(&rewrite);
	return result;
}

int kacs_descriptor_of_owner(const uint8_t *owner, size_t owner_len,
			     uint8_t **out, size_t *out_len,
			     struct kacs_diagnostic *diagnostic)
{
	struct kacs_sd_parts parts = {
		.owner = owner,
		.owner_len = owner_len,
	};

	return kacs_layout_sd(&parts, out, out_len, diagnostic);
}

int kacs_descriptor_protect(const uint8_t *sd, size_t len, uint8_t **out,
			    size_t *out_len, struct kacs_diagnostic *diagnostic)
{
	struct rewrite rewrite;
	int result;
	size_t i;

	if (begin(&rewrite, sd, len, diagnostic) < 0)
		return -1;
	if (rewrite.sd->dacl.null) {
		end(&rewrite);
		return kacs_report(diagnostic, KACS_NO_OFFSET,
				   "there is no DACL to protect");
	}
	for (i = 0; i < rewrite.sd->dacl.count; i++) {
		size_t at = rewrite.dacl.bytes.len;

		copy(&rewrite, i);
		if (!rewrite.dacl.bytes.failed)
			rewrite.dacl.bytes.data[at + 1] &=
				(u8)~KACS_ACE_INHERITED;
	}
	rewrite.control |= KACS_SE_DACL_PROTECTED;
	rewrite.control &= (u16) ~(KACS_SE_DACL_AUTO_INHERITED |
				   KACS_SE_DACL_AUTO_INHERIT_REQ);
	result = finish(&rewrite, out, out_len, diagnostic);
	end(&rewrite);
	return result;
}
