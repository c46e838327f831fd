// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* A self-relative descriptor into canonical SDDL text. */
#include "layout.h"
#include "report.h"
#include "sddl_attribute.h"
#include "sddl_condition.h"
#include "sddl_literal.h"
#include "sddl_rights.h"
#include "sddl_types.h"

#include <errno.h>
#include <stdlib.h>

#include <kacs/names.h>
#include <kacs/sddl.h>

struct formatter {
	const struct kacs_sd *sd;
	struct kacs_buffer out;
	const struct kacs_sddl_options *options;
	struct kacs_diagnostic *diagnostic;
};

static void put_guid(struct formatter *f, const u8 *guid)
{
	char text[KACS_GUID_TEXT_BYTES];

	kacs_guid_to_text(guid, text);
	kacs_buffer_text(&f->out, text);
}

static int unsaid(struct formatter *f, const struct kacs_ace *ace, u32 index,
		  bool sacl, const char *why)
{
	kacs_report(f->diagnostic, ace->offset,
		    "SDDL cannot say ACE %u of the %s: %s", index,
		    sacl ? "SACL" : "DACL", why);
	errno = ENOTSUP;
	return -1;
}

/* The part behind the SID that some types have. */
static int put_data(struct formatter *f, const struct kacs_ace *ace,
		    const struct kacs_sddl_type *type)
{
	size_t offset = kacs_ace_data_offset(ace);
	size_t len = ace->offset + kacs_ace_size(f->sd, ace) - offset;
	const u8 *data = f->sd->bytes + offset;

	if (type->data == KACS_SDDL_NOTHING)
		return 0;
	kacs_buffer_u8(&f->out, ';');
	if (type->data == KACS_SDDL_CONDITION)
		return kacs_sddl_put_condition(&f->out, data, len, offset,
					       f->options, f->diagnostic);
	return kacs_sddl_put_attribute(&f->out, data, len, offset, f->options,
				       f->diagnostic);
}

static int put_ace(struct formatter *f, const struct kacs_ace *ace, u32 index,
		   bool sacl)
{
	const u8 *bytes = f->sd->bytes + ace->offset;
	const struct kacs_sddl_flag *flag;
	const struct kacs_sddl_type *type;
	char rights[KACS_SDDL_RIGHTS_BYTES];
	const u8 *guid = bytes + 12;
	struct kacs_sid sid;
	u8 flags = ace->flags;
	u32 present = 0;

	for (type = kacs_sddl_types; type->letters; type++)
		if (type->type == ace->type)
			break;
	if (!type->letters)
		return unsaid(f, ace, index, sacl, "its type has no letters");
	if (type->sacl != sacl)
		return unsaid(f, ace, index, sacl,
			      "its type belongs in the other ACL");
	kacs_buffer_printf(&f->out, "(%s;", type->letters);
	for (flag = kacs_sddl_flags; flag->flag; flag++)
		if (flags & flag->flag) {
			kacs_buffer_text(&f->out, flag->letters);
			flags &= (u8)~flag->flag;
		}
	if (flags)
		return unsaid(f, ace, index, sacl, "it has an unknown flag");
	kacs_sddl_rights_format(ace->mask,
				ace->type == KACS_ACE_SYSTEM_MANDATORY_LABEL,
				rights);
	if (type->data == KACS_SDDL_ATTRIBUTE && !ace->mask)
		rights[0] = '\0';
	kacs_buffer_printf(&f->out, ";%s;", rights);
	if (type->object) {
		present = kacs_load_le32(bytes + 8);
		if (present & ~(KACS_ACE_OBJECT_TYPE_PRESENT |
				KACS_ACE_INHERITED_OBJECT_TYPE_PRESENT))
			return unsaid(f, ace, index, sacl,
				      "it has an unknown object flag");
	}
	if (present & KACS_ACE_OBJECT_TYPE_PRESENT) {
		put_guid(f, guid);
		guid += 16;
	}
	kacs_buffer_u8(&f->out, ';');
	if (present & KACS_ACE_INHERITED_OBJECT_TYPE_PRESENT)
		put_guid(f, guid);
	kacs_buffer_u8(&f->out, ';');
	sid = kacs_ace_sid(f->sd, ace);
	kacs_sddl_put_sid(&f->out, sid.bytes, sid.len, f->options);
	if (put_data(f, ace, type) < 0)
		return -1;
	kacs_buffer_u8(&f->out, ')');
	return 0;
}

static int put_aces(struct formatter *f, bool sacl)
{
	const struct kacs_ace *aces =
		sacl ? kacs_sd_sacl(f->sd) : kacs_sd_dacl(f->sd);
	u32 count = sacl ? f->sd->sacl.count : f->sd->dacl.count;
	u32 i;

	for (i = 0; i < count; i++)
		if (put_ace(f, &aces[i], i, sacl) < 0)
			return -1;
	return 0;
}

/* Return the control flags that the component said, or -1. */
static int put_acl(struct formatter *f, bool sacl)
{
	u16 control = f->sd->control;
	u16 present = sacl ? KACS_SE_SACL_PRESENT : KACS_SE_DACL_PRESENT;
	u16 protect = sacl ? KACS_SE_SACL_PROTECTED : KACS_SE_DACL_PROTECTED;
	u16 request = sacl ? KACS_SE_SACL_AUTO_INHERIT_REQ
			   : KACS_SE_DACL_AUTO_INHERIT_REQ;
	u16 inherited = sacl ? KACS_SE_SACL_AUTO_INHERITED
			     : KACS_SE_DACL_AUTO_INHERITED;

	if (!(control & present))
		return 0;
	kacs_buffer_text(&f->out, sacl ? "S:" : "D:");
	if (control & protect)
		kacs_buffer_text(&f->out, "P");
	if (control & request)
		kacs_buffer_text(&f->out, "AR");
	if (control & inherited)
		kacs_buffer_text(&f->out, "AI");
	if (!(sacl ? f->sd->sacl_offset : f->sd->dacl_offset))
		kacs_buffer_text(&f->out, KACS_SDDL_NULL_ACL);
	else if (put_aces(f, sacl) < 0)
		return -1;
	return control & (present | protect | request | inherited);
}

static int format(struct formatter *f, uint16_t *omitted)
{
	const struct kacs_sd *sd = f->sd;
	int dacl, sacl;

	if (sd->owner.len) {
		kacs_buffer_text(&f->out, "O:");
		kacs_sddl_put_sid(&f->out, sd->owner.bytes, sd->owner.len,
				  f->options);
	}
	if (sd->group.len) {
		kacs_buffer_text(&f->out, "G:");
		kacs_sddl_put_sid(&f->out, sd->group.bytes, sd->group.len,
				  f->options);
	}
	dacl = put_acl(f, false);
	if (dacl < 0)
		return -1;
	sacl = put_acl(f, true);
	if (sacl < 0)
		return -1;
	*omitted = sd->control & (u16) ~(dacl | sacl | KACS_SE_SELF_RELATIVE);
	return 0;
}

int kacs_sddl_format(const uint8_t *sd, size_t len, char **text,
		     uint16_t *omitted, struct kacs_diagnostic *diagnostic)
{
	return kacs_sddl_format_with(sd, len, NULL, text, omitted, diagnostic);
}

int kacs_sddl_format_with(const uint8_t *sd, size_t len,
			  const struct kacs_sddl_options *options, char **text,
			  uint16_t *omitted, struct kacs_diagnostic *diagnostic)
{
	struct formatter f = {.options = options, .diagnostic = diagnostic};
	uint16_t unsaid_flags;
	char *written;
	int result;

	f.sd = kacs_prepare_sd(sd, len, diagnostic);
	if (!f.sd)
		return -1;
	result = format(&f, &unsaid_flags);
	if (result == 0) {
		written = kacs_buffer_take_text(&f.out);
		if (!written)
			result = kacs_report_memory(diagnostic);
	}
	if (result == 0) {
		*text = written;
		if (omitted)
			*omitted = unsaid_flags;
	}
	kacs_buffer_free(&f.out);
	free((void *)f.sd);
	return result;
}

int kacs_sddl_format_acl(const uint8_t *acl, size_t len, char **text,
			 struct kacs_diagnostic *diagnostic)
{
	struct kacs_sd_parts parts = {
		.control = KACS_SE_DACL_PRESENT,
		.dacl = acl,
		.dacl_len = len,
	};
	struct kacs_error error;
	size_t sd_len;
	uint8_t *sd;
	int result;

	if (len > UINT16_MAX)
		len = UINT16_MAX;
	if (kacs_acl_validate(acl, (u32)len, 0, &error) != KACS_OK)
		return kacs_report_core(diagnostic, "not a valid ACL", &error);
	if (kacs_layout_sd(&parts, &sd, &sd_len, diagnostic) < 0)
		return -1;
	result = kacs_sddl_format(sd, sd_len, text, NULL, diagnostic);
	free(sd);
	return result;
}
