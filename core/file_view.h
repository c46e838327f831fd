/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * A file that the core looks at, too large to be in memory. Reading it is the
 * caller's: the kernel's, or a program's.
 */
#ifndef KACS_CORE_FILE_VIEW_H
#define KACS_CORE_FILE_VIEW_H

#include "error.h"

/*
 * @size is recorded before the first look; what is behind does not exist.
 * @read gives @len bytes from @offset on, all of them or false; it is only
 * asked for bytes that lie within @size.
 */
struct kacs_file_view {
	u64 size;
	bool (*read)(void *context, u64 offset, void *bytes, u32 len);
	void *context;
};

/* As struct kacs_error, for files of any size. */
struct kacs_file_error {
	enum kacs_reason reason;
	u64 offset; /* of the offending byte, from the start of the file */
};

static inline int kacs_file_fail(struct kacs_file_error *error,
				 enum kacs_reason reason, u64 offset)
{
	if (error) {
		error->reason = reason;
		error->offset = offset;
	}
	return reason;
}

/* Do @len bytes from @offset on lie within the file? */
static inline bool kacs_file_has(const struct kacs_file_view *file, u64 offset,
				 u64 len)
{
	return offset <= file->size && len <= file->size - offset;
}

/* Read what must be there: 0, KACS_E_TRUNCATED or KACS_E_READ. */
static inline int kacs_file_read(const struct kacs_file_view *file, u64 offset,
				 void *bytes, u32 len,
				 struct kacs_file_error *error)
{
	if (!kacs_file_has(file, offset, len))
		return kacs_file_fail(error, KACS_E_TRUNCATED, file->size);
	if (!file->read(file->context, offset, bytes, len))
		return kacs_file_fail(error, KACS_E_READ, offset);
	return KACS_OK;
}

#endif /* KACS_CORE_FILE_VIEW_H */
