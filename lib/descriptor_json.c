// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "json.h"
#include "layout.h"
#include "report.h"

#include <errno.h>
#include <stdlib.h>

#include <kacs/descriptor.h>
#include <kacs/sddl.h>

struct context {
	u32 object_type;
	const struct kacs_principals *principals;
};

static void put_guid(json_t **object, const char *key, const u8 *guid)
{
	char text[2 * 16 + 1];
	int i;

	if (!guid)
		return;
	for (i = 0; i < 16; i++)
		snprintf(text + 2 * i, 3, "%02x", guid[i]);
	kacs_json_set(object, key, json_string(text));
}

static json_t *ace_json(const struct context *context,
			const struct kacs_ace_info *ace, size_t index)
{
	const char *type = kacs_ace_type_name(ace->type);
	json_t *object = json_object();

	kacs_json_set(&object, "index", json_integer((json_int_t)index));
	kacs_json_set(&object, "type",
		      type ? json_string(type) : json_integer(ace->type));
	kacs_json_set(&object, "flags",
		      kacs_json_flags(kacs_ace_flag_enum, ace->flags));
	if (!ace->sid)
		return object;
	kacs_json_set(&object, "trustee",
		      kacs_json_principal(ace->sid, ace->sid_len,
					  context->principals));
	if (ace->type == KACS_ACE_SYSTEM_MANDATORY_LABEL)
		kacs_json_set(&object, "policy",
			      kacs_json_flags(kacs_label_policy_enum,
					      ace->mask));
	else
		kacs_json_set(&object, "access",
			      kacs_json_rights(ace->mask,
					       context->object_type));
	put_guid(&object, "object_type", ace->object_type);
	put_guid(&object, "inherited_object_type", ace->inherited_object_type);
	return object;
}

static json_t *acl_json(const struct context *context,
			const struct kacs_ace_info *aces, size_t count)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < count; i++)
		kacs_json_append(&array, ace_json(context, &aces[i], i));
	return array;
}

static json_t *label_json(const struct kacs_descriptor_view *view)
{
	const char *level = kacs_integrity_name(view->label_level);
	json_t *object = json_object();

	kacs_json_set(&object, "level",
		      level ? json_string(level)
			    : json_integer(view->label_level));
	kacs_json_set(&object, "policy",
		      kacs_json_flags(kacs_label_policy_enum,
				      view->label_policy));
	return object;
}

json_t *kacs_json_descriptor(const u8 *sd, size_t len, u32 object_type,
			     const struct kacs_principals *principals,
			     struct kacs_diagnostic *diagnostic)
{
	struct context context = {object_type, principals};
	struct kacs_descriptor_view *view;
	json_t *object;
	char *sddl;

	view = kacs_descriptor_view(sd, len, diagnostic);
	if (!view)
		return NULL;
	object = json_object();
	if (view->owner)
		kacs_json_set(&object, "owner",
			      kacs_json_principal(view->owner, view->owner_len,
						  principals));
	if (view->group)
		kacs_json_set(&object, "group",
			      kacs_json_principal(view->group, view->group_len,
						  principals));
	kacs_json_set(&object, "control",
		      kacs_json_flags(kacs_control_enum, view->control));
	kacs_json_set(&object, "dacl",
		      view->has_dacl
			      ? acl_json(&context, view->dacl, view->dacl_count)
			      : json_null());
	if (view->has_sacl)
		kacs_json_set(&object, "sacl",
			      acl_json(&context, view->sacl, view->sacl_count));
	if (view->has_label)
		kacs_json_set(&object, "label", label_json(view));
	free(view);
	if (kacs_sddl_format(sd, len, &sddl, NULL, NULL) == 0) {
		kacs_json_set(&object, "sddl", json_string(sddl));
		free(sddl);
	} else if (errno == ENOMEM) {
		json_decref(object);
		object = NULL;
	}
	if (!object)
		kacs_report_memory(diagnostic);
	return object;
}

int kacs_descriptor_json(const uint8_t *sd, size_t len, uint32_t object_type,
			 const struct kacs_principals *principals, char **text,
			 struct kacs_diagnostic *diagnostic)
{
	return kacs_json_hand_out(kacs_json_descriptor(sd, len, object_type,
						       principals, diagnostic),
				  text, diagnostic);
}
