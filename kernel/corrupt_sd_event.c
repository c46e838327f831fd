// SPDX-License-Identifier: GPL-2.0-only
/*
 * Descriptors that do not parse, as events.
 */
#include <linux/fs.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include "corrupt_sd_event.h"
#include "event_payload.h"

struct kacs_corrupt_sd {
	const struct kacs_event_scene *scene;
	u64 size;
};

static void kacs_write_corrupt_sd(struct kacs_msgpack *out, const void *data)
{
	const struct kacs_corrupt_sd *message = data;

	kacs_msgpack_map(out, 2 + kacs_event_objects(message->scene));
	kacs_event_put_uint(out, "size", message->size);
	kacs_event_put_process(out, message->scene);
	kacs_event_put_object(out, message->scene);
}

void kacs_corrupt_sd_emit(struct inode *inode, struct dentry *dentry,
			  size_t size)
{
	struct kacs_event_scene *scene = kacs_event_scene_make(GFP_NOFS);
	const struct kacs_corrupt_sd message = {.scene = scene, .size = size};

	pr_warn("kacs: %s inode %lu has a corrupt security descriptor of %zu bytes; access is denied\n",
		inode->i_sb->s_id, inode->i_ino, size);
	if (!scene)
		return;
	kacs_event_scene_file(scene, inode, dentry);
	kacs_event_emit("kacs-corrupt-sd", kacs_write_corrupt_sd, &message,
			GFP_NOFS);
	kfree(scene);
}
