// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* What an object inherits from its container: a new one, or one that exists. */
#include "identity.h"
#include "layout.h"
#include "report.h"

#include <errno.h>
#include <stdlib.h>

#include <kacs/descriptor.h>

#include "../core/inherit.h"

/*
 * The object's descriptor as if somebody created it anew: its owner and group,
 * and, to be kept, its explicit ACEs. SE_DACL_AUTO_INHERIT_REQ asks for the
 * container's ACEs behind them (3.6).
 */
static int creator_of(const struct kacs_sd *sd, bool keep_explicit,
		      uint8_t **out, size_t *len,
		      struct kacs_diagnostic *diagnostic)
{
	struct kacs_acl_writer dacl;
	struct kacs_sd_parts parts;
	int result;
	u32 i;

	kacs_acl_begin(&dacl);
	for (i = 0; i < sd->dacl.count; i++) {
		const struct kacs_ace *ace = &kacs_sd_dacl(sd)[i];

		if (!(ace->flags & KACS_ACE_INHERITED))
			kacs_acl_append(&dacl, sd->bytes + ace->offset,
					kacs_ace_size(sd, ace));
	}
	kacs_acl_end(&dacl);
	if (dacl.bytes.failed) {
		kacs_buffer_free(&dacl.bytes);
		return kacs_report_memory(diagnostic);
	}
	kacs_parts_of(sd, &parts);
	parts.control = 0;
	parts.sacl = NULL;
	parts.dacl = NULL;
	if (keep_explicit) {
		parts.control =
			KACS_SE_DACL_PRESENT | KACS_SE_DACL_AUTO_INHERIT_REQ;
		parts.dacl = dacl.bytes.data;
		parts.dacl_len = dacl.bytes.len;
	}
	result = kacs_layout_sd(&parts, out, len, diagnostic);
	kacs_buffer_free(&dacl.bytes);
	return result;
}

static int cannot(const struct kacs_error *error,
		  struct kacs_diagnostic *diagnostic)
{
	kacs_report_core(diagnostic, "cannot inherit", error);
	/* Of the result: what goes in has been measured. */
	if (error->reason == KACS_E_TOO_LARGE)
		errno = EOVERFLOW;
	return -1;
}

static int run(const struct kacs_inherit *inherit, uint8_t **out, size_t *len,
	       struct kacs_diagnostic *diagnostic)
{
	struct kacs_error error;
	uint8_t *bytes;
	u32 size;

	if (kacs_inherit_sd(inherit, NULL, 0, &size, &error) != KACS_OK)
		return cannot(&error, diagnostic);
	bytes = malloc(size);
	if (!bytes)
		return kacs_report_memory(diagnostic);
	if (kacs_inherit_sd(inherit, bytes, size, &size, &error) != KACS_OK) {
		free(bytes);
		return cannot(&error, diagnostic);
	}
	*out = bytes;
	*len = size;
	return 0;
}

/* Only owner, group and DACL: the SACL needs other rights to set. */
static int without_sacl(const uint8_t *bytes, size_t len, uint8_t **out,
			size_t *out_len, struct kacs_diagnostic *diagnostic)
{
	const struct kacs_sd *sd = kacs_prepare_sd(bytes, len, diagnostic);
	struct kacs_sd_parts parts;
	int result;

	if (!sd)
		return -1;
	kacs_parts_of(sd, &parts);
	parts.sacl = NULL;
	parts.control &=
		(u16) ~(KACS_SE_SACL_PRESENT | KACS_SE_SACL_DEFAULTED |
			KACS_SE_SACL_PROTECTED | KACS_SE_SACL_AUTO_INHERITED |
			KACS_SE_SACL_AUTO_INHERIT_REQ);
	if (sd->dacl.null)
		result = kacs_report(
			diagnostic, KACS_NO_OFFSET,
			"the parent has no ACE to inherit, and without any DACL everything would be allowed");
	else
		result = kacs_layout_sd(&parts, out, out_len, diagnostic);
	free((void *)sd);
	return result;
}

static int inherit_from(const struct kacs_sd *parent, const struct kacs_sd *sd,
			bool keep_explicit, bool is_container, uint8_t **out,
			size_t *out_len, struct kacs_diagnostic *diagnostic)
{
	const struct kacs_sd *creator;
	struct kacs_inherit inherit;
	size_t creator_len;
	uint8_t *bytes;
	size_t size = 0;
	int result;

	if (creator_of(sd, keep_explicit, &bytes, &creator_len, diagnostic) < 0)
		return -1;
	creator = kacs_prepare_sd(bytes, creator_len, diagnostic);
	free(bytes);
	if (!creator)
		return -1;
	inherit = (struct kacs_inherit){
		.parent = parent,
		.creator = creator,
		.is_container = is_container,
		.owner = sd->owner,
		.group = sd->group,
		.mapping = &kacs_file_mapping,
	};
	result = run(&inherit, &bytes, &size, diagnostic);
	free((void *)creator);
	if (result)
		return -1;
	result = without_sacl(bytes, size, out, out_len, diagnostic);
	free(bytes);
	return result;
}

int kacs_descriptor_inherit(const uint8_t *parent, size_t parent_len,
			    const uint8_t *sd, size_t len, bool keep_explicit,
			    bool is_container, uint8_t **out, size_t *out_len,
			    struct kacs_diagnostic *diagnostic)
{
	const struct kacs_sd *above, *own;
	int result = -1;

	above = kacs_prepare_sd(parent, parent_len, diagnostic);
	if (!above)
		return -1;
	own = kacs_prepare_sd(sd, len, diagnostic);
	if (own)
		result = inherit_from(above, own, keep_explicit, is_container,
				      out, out_len, diagnostic);
	free((void *)above);
	free((void *)own);
	return result;
}

int kacs_descriptor_create(const uint8_t *parent, size_t parent_len,
			   const uint8_t *creator, size_t creator_len,
			   const uint8_t *token, size_t token_len,
			   bool is_container, uint8_t **out, size_t *out_len,
			   struct kacs_diagnostic *diagnostic)
{
	const struct kacs_identity *identity;
	const struct kacs_sd *above, *wished = NULL;
	struct kacs_inherit inherit;
	int result = -1;

	identity = kacs_prepare_identity(token, token_len, diagnostic);
	if (!identity)
		return -1;
	above = kacs_prepare_sd(parent, parent_len, diagnostic);
	if (above && creator)
		wished = kacs_prepare_sd(creator, creator_len, diagnostic);
	if (above && (wished || !creator)) {
		inherit = (struct kacs_inherit){
			.parent = above,
			.creator = wished,
			.is_container = is_container,
			.owner = *kacs_identity_indexed(
				identity, identity->spec.owner_sid_index),
			.group = *kacs_identity_indexed(
				identity, identity->spec.primary_group_index),
			.default_dacl = identity->default_dacl,
			.default_dacl_len = identity->default_dacl_len,
			.mapping = &kacs_file_mapping,
		};
		result = run(&inherit, out, out_len, diagnostic);
	}
	free((void *)wished);
	free((void *)above);
	free((void *)identity);
	return result;
}
