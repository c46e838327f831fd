// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "descriptor.h"

#include "core/inherit.h"

#include <stdio.h>
#include <stdlib.h>

#include <kacs/sddl.h>

/*
 * The default DACL of the SYSTEM token (13.5), for a file in a directory that
 * has nothing to inherit: SYSTEM and Administrators, GENERIC_ALL.
 */
static const u8 system_default_dacl[52] = {
	0x02, 0x00, 0x34, 0x00, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0x14,
	0x00, 0x00, 0x00, 0x00, 0x10, 0x01, 0x01, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x05, 0x12, 0x00, 0x00, 0x00, 0x00, 0x00, 0x18, 0x00, 0x00,
	0x00, 0x00, 0x10, 0x01, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0x05,
	0x20, 0x00, 0x00, 0x00, 0x20, 0x02, 0x00, 0x00,
};

int descriptor_from_sddl(const char *text, u8 **bytes, u32 *len, char **message)
{
	struct kacs_diagnostic diagnostic;
	size_t size;

	*message = NULL;
	if (kacs_sddl_parse(text, strlen(text), NULL, bytes, &size,
			    &diagnostic) != 0) {
		const char *rest = "";

		if (diagnostic.offset < strlen(text))
			rest = text + diagnostic.offset;
		if (asprintf(message, "%s%s%.30s%s", diagnostic.message,
			     *rest ? ", at '" : "", rest, *rest ? "'" : "") < 0)
			*message = NULL;
		return -1;
	}
	*len = (u32)size; /* a descriptor has at most 65,535 bytes */
	return 0;
}

char *descriptor_to_sddl(const u8 *bytes, u32 len)
{
	char *text;

	if (kacs_sddl_format(bytes, len, &text, NULL, NULL) != 0)
		return NULL;
	return text;
}

static struct descriptor *prepare(const u8 *bytes, u32 len,
				  const char **message)
{
	struct kacs_error error = {.reason = KACS_OK};
	struct descriptor *descriptor;
	u32 size;

	if (kacs_sd_measure(bytes, len, &size, &error) != 0) {
		*message = kacs_reason_text(error.reason);
		return NULL;
	}
	descriptor = calloc(1, sizeof(*descriptor) + size);
	if (!descriptor) {
		*message = "out of memory";
		return NULL;
	}
	if (kacs_sd_prepare(descriptor + 1, size, bytes, len, &descriptor->sd,
			    &error) != 0) {
		*message = kacs_reason_text(error.reason);
		free(descriptor);
		return NULL;
	}
	return descriptor;
}

/* There are a few dozen on a system: a list is fast enough. */
static struct descriptor *keep(struct descriptors *all, const u8 *bytes,
			       u32 len, const char **message)
{
	struct descriptor **grown;
	struct descriptor *descriptor;
	size_t i;

	for (i = 0; i < all->count; i++)
		if (all->all[i]->sd->len == len &&
		    !memcmp(all->all[i]->sd->bytes, bytes, len))
			return all->all[i];
	grown = reallocarray(all->all, all->count + 1, sizeof(*grown));
	if (!grown) {
		*message = "out of memory";
		return NULL;
	}
	all->all = grown;
	descriptor = prepare(bytes, len, message);
	if (descriptor)
		grown[all->count++] = descriptor;
	return descriptor;
}

/* A line that does not say P wants to inherit, so ask for it (3.6). */
static void ask_for_inheritance(u8 *bytes)
{
	u16 control = kacs_load_le16(bytes + 2);

	if (control & KACS_SE_DACL_PRESENT &&
	    !(control & KACS_SE_DACL_PROTECTED))
		control |= KACS_SE_DACL_AUTO_INHERIT_REQ;
	if (control & KACS_SE_SACL_PRESENT &&
	    !(control & KACS_SE_SACL_PROTECTED))
		control |= KACS_SE_SACL_AUTO_INHERIT_REQ;
	kacs_store_le16(bytes + 2, control);
}

static struct descriptor *inherit(struct descriptors *all,
				  const struct descriptor *parent,
				  const struct descriptor *creator,
				  bool directory, const char **message)
{
	static u8 out[KACS_SD_MAX_BYTES];
	struct kacs_inherit request = {
		.is_container = directory,
		.default_dacl = system_default_dacl,
		.default_dacl_len = sizeof(system_default_dacl),
		.mapping = &kacs_file_mapping,
	};
	struct kacs_error error = {.reason = KACS_OK};
	u32 len;

	if (creator) {
		request.creator = creator->sd;
		request.owner = creator->sd->owner;
		request.group = creator->sd->group;
	}
	if (parent) {
		request.parent = parent->sd;
		if (!request.owner.len)
			request.owner = parent->sd->owner;
		if (!request.group.len)
			request.group = parent->sd->group;
	}
	if (!request.owner.len || !request.group.len) {
		*message = "the root needs a rule with owner, group and DACL";
		return NULL;
	}
	if (kacs_inherit_sd(&request, out, sizeof(out), &len, &error) != 0) {
		*message = kacs_reason_text(error.reason);
		return NULL;
	}
	return keep(all, out, len, message);
}

struct descriptor *descriptor_inherit(struct descriptors *all,
				      const struct descriptor *parent,
				      const u8 *bytes, u32 len, bool directory,
				      const char **message)
{
	struct descriptor *creator = NULL;
	struct descriptor *result;

	if (bytes) {
		u8 *request = malloc(len);

		if (!request) {
			*message = "out of memory";
			return NULL;
		}
		memcpy(request, bytes, len);
		ask_for_inheritance(request);
		creator = prepare(request, len, message);
		free(request);
		if (!creator)
			return NULL;
	}
	result = inherit(all, parent, creator, directory, message);
	free(creator);
	return result;
}

void descriptors_free(struct descriptors *all)
{
	size_t i;

	for (i = 0; i < all->count; i++)
		free(all->all[i]);
	free(all->all);
	*all = (struct descriptors){0};
}
