// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "json.h"
#include "layout.h"
#include "report.h"

#include <stdlib.h>

#include <kacs/descriptor.h>
#include <kacs/sddl.h>

struct context {
	u32 object_type;
	const struct kacs_principals *principals;
};

static void put_guid(json_t *object, const char *key, const u8 *guid)
{
	char text[2 * 16 + 1];
	int i;

	if (!guid)
		return;
	for (i = 0; i < 16; i++)
		snprintf(text + 2 * i, 3, "%02x", guid[i]);
	json_object_set_new(object, key, json_string(text));
}

static json_t *ace_json(const struct context *context,
			const struct kacs_ace_info *ace, size_t index)
{
	const char *type = kacs_ace_type_name(ace->type);
	json_t *object = json_object();

	json_object_set_new(object, "index", json_integer((json_int_t)index));
	json_object_set_new(object, "type",
			    type ? json_string(type) : json_integer(ace->type));
	json_object_set_new(object, "flags",
			    kacs_json_flags(kacs_ace_flag_enum, ace->flags));
	if (!ace->sid)
		return object;
	json_object_set_new(object, "trustee",
			    kacs_json_principal(ace->sid, ace->sid_len,
						context->principals));
	if (ace->type == KACS_ACE_SYSTEM_MANDATORY_LABEL)
		json_object_set_new(object, "policy",
				    kacs_json_flags(kacs_label_policy_enum,
						    ace->mask));
	else
		json_object_set_new(object, "access",
				    kacs_json_rights(ace->mask,
						     context->object_type));
	put_guid(object, "object_type", ace->object_type);
	put_guid(object, "inherited_object_type", ace->inherited_object_type);
	return object;
}

static json_t *acl_json(const struct context *context,
			const struct kacs_ace_info *aces, size_t count)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < count; i++)
		json_array_append_new(array, ace_json(context, &aces[i], i));
	return array;
}

static json_t *label_json(const struct kacs_descriptor_view *view)
{
	const char *level = kacs_integrity_name(view->label_level);
	json_t *object = json_object();

	json_object_set_new(object, "level",
			    level ? json_string(level)
				  : json_integer(view->label_level));
	json_object_set_new(object, "policy",
			    kacs_json_flags(kacs_label_policy_enum,
					    view->label_policy));
	return object;
}

int kacs_descriptor_json(const uint8_t *sd, size_t len, uint32_t object_type,
			 const struct kacs_principals *principals, char **text,
			 struct kacs_diagnostic *diagnostic)
{
	struct context context = {object_type, principals};
	struct kacs_descriptor_view *view;
	json_t *object;
	char *sddl;

	view = kacs_descriptor_view(sd, len, diagnostic);
	if (!view)
		return -1;
	object = json_object();
	if (view->owner)
		json_object_set_new(object, "owner",
				    kacs_json_principal(view->owner,
							view->owner_len,
							principals));
	if (view->group)
		json_object_set_new(object, "group",
				    kacs_json_principal(view->group,
							view->group_len,
							principals));
	json_object_set_new(object, "control",
			    kacs_json_flags(kacs_control_enum, view->control));
	json_object_set_new(object, "dacl",
			    view->has_dacl ? acl_json(&context, view->dacl,
						      view->dacl_count)
					   : json_null());
	if (view->has_sacl)
		json_object_set_new(object, "sacl",
				    acl_json(&context, view->sacl,
					     view->sacl_count));
	if (view->has_label)
		json_object_set_new(object, "label", label_json(view));
	if (kacs_sddl_format(sd, len, &sddl, NULL, NULL) == 0) {
		json_object_set_new(object, "sddl", json_string(sddl));
		free(sddl);
	}
	free(view);
	*text = kacs_json_take(object);
	return *text ? 0 : kacs_report_memory(diagnostic);
}
