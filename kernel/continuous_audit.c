// SPDX-License-Identifier: GPL-2.0-only
/*
 * The uses of a handle become events.
 */
#include <linux/slab.h>

#include "continuous_audit.h"
#include "credentials.h"
#include "event_payload.h"
#include "file.h"
#include "process.h"

struct kacs_continuous_message {
	const struct kacs_file *handle;
	const struct kacs_event_subject *subject;
	const struct kacs_event_scene *scene;
	const char *operation;
	u32 requested;
	bool success;
};

static void kacs_write_continuous(struct kacs_msgpack *out, const void *data)
{
	const struct kacs_continuous_message *message = data;
	const struct kacs_file *handle = message->handle;

	kacs_msgpack_map(out, 8 + kacs_event_objects(message->scene));
	kacs_event_put_subject(out, message->subject);
	kacs_event_put_nil(out, "object_context");
	kacs_event_put_text(out, "operation", message->operation);
	kacs_event_put_uint(out, "requested_access", message->requested);
	kacs_event_put_uint(out, "matched_access",
			    message->requested & handle->alarms);
	kacs_event_put_uint(out, "granted_access", handle->granted);
	kacs_event_put_bool(out, "success", message->success);
	kacs_event_put_process(out, message->scene);
	kacs_event_put_object(out, message->scene);
}

int kacs_continuous_audit(struct file *file, const char *operation,
			  u32 requested, bool success)
{
	struct kacs_token_object *token = kacs_current_token();
	struct kacs_pip pip = kacs_process_pip(current);
	struct kacs_event_subject subject = {
		.pip_type = pip.type,
		.pip_trust = pip.trust,
	};
	struct kacs_continuous_message message = {
		.handle = kacs_file(file),
		.subject = &subject,
		.operation = operation,
		.requested = requested,
		.success = success,
	};
	struct kacs_event_scene *scene;
	struct kacs_token snapshot;
	int error;

	if (unlikely(!token))
		return -EACCES;
	scene = kacs_event_scene_make(GFP_KERNEL);
	if (!scene)
		return -ENOMEM;
	kacs_event_scene_file(scene, file_inode(file), file->f_path.dentry);
	message.scene = scene;
	kacs_token_snapshot(token, &snapshot);
	subject.identity = snapshot.identity;
	subject.integrity_level = snapshot.integrity_level;
	error = kacs_event_emit("continuous-audit", kacs_write_continuous,
				&message, GFP_KERNEL);
	kfree(scene);
	return error;
}
