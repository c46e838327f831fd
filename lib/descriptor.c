// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Taking a descriptor apart for those who only look. */
#include "layout.h"
#include "report.h"

#include <stdlib.h>

#include <kacs/descriptor.h>

#include "../core/ace.h"

static void view_ace(const u8 *bytes, const struct kacs_ace *ace,
		     const struct kacs_sd *sd, struct kacs_ace_info *out)
{
	struct kacs_sid sid;
	const u8 *guid;
	u32 present;

	*out = (struct kacs_ace_info){
		.type = ace->type,
		.flags = ace->flags,
		.mask = ace->mask,
		.bytes = bytes + ace->offset,
		.len = kacs_ace_size(sd, ace),
	};
	if (!kacs_ace_has_sid(ace))
		return;
	sid = kacs_acl_ace_sid(bytes, ace);
	out->sid = sid.bytes;
	out->sid_len = sid.len;
	if (!(kacs_ace_shape(ace->type) & KACS_ACE_SHAPE_OBJECT))
		return;
	guid = out->bytes + 12;
	present = kacs_load_le32(out->bytes + 8);
	if (present & KACS_ACE_OBJECT_TYPE_PRESENT) {
		out->object_type = guid;
		guid += 16;
	}
	if (present & KACS_ACE_INHERITED_OBJECT_TYPE_PRESENT)
		out->inherited_object_type = guid;
}

/* A pointer into the caller's bytes, for one into the prepared copy. */
static const u8 *rebase(const struct kacs_sd *sd, const struct kacs_sid *sid,
			const u8 *bytes)
{
	return sid->len ? bytes + (sid->bytes - sd->bytes) : NULL;
}

struct kacs_descriptor_view *
kacs_descriptor_view(const uint8_t *bytes, size_t len,
		     struct kacs_diagnostic *diagnostic)
{
	const struct kacs_sd *sd = kacs_prepare_sd(bytes, len, diagnostic);
	struct kacs_descriptor_view *view;
	struct kacs_ace_info *aces;
	size_t count, i;

	if (!sd)
		return NULL;
	count = (size_t)sd->dacl.count + sd->sacl.count;
	view = calloc(1, sizeof(*view) + count * sizeof(*aces));
	if (!view) {
		free((void *)sd);
		kacs_report_memory(diagnostic);
		return NULL;
	}
	aces = (struct kacs_ace_info *)(view + 1);
	for (i = 0; i < count; i++)
		view_ace(bytes, &sd->aces[i], sd, &aces[i]);
	view->control = sd->control;
	view->owner = rebase(sd, &sd->owner, bytes);
	view->owner_len = sd->owner.len;
	view->group = rebase(sd, &sd->group, bytes);
	view->group_len = sd->group.len;
	view->has_dacl = !sd->dacl.null;
	view->has_sacl = sd->sacl_offset != 0;
	view->dacl = aces;
	view->dacl_count = sd->dacl.count;
	view->sacl = aces + sd->dacl.count;
	view->sacl_count = sd->sacl.count;
	view->has_label = sd->has_label;
	view->label_level = sd->label_level;
	view->label_policy = sd->label_policy;
	free((void *)sd);
	return view;
}
