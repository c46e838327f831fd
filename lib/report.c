// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "report.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

static void fill(struct kacs_diagnostic *diagnostic, size_t offset,
		 const char *path, const char *format, va_list arguments)
{
	if (!diagnostic)
		return;
	diagnostic->offset = offset;
	snprintf(diagnostic->path, sizeof(diagnostic->path), "%s", path);
	vsnprintf(diagnostic->message, sizeof(diagnostic->message), format,
		  arguments);
}

int kacs_report(struct kacs_diagnostic *diagnostic, size_t offset,
		const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	fill(diagnostic, offset, "", format, arguments);
	va_end(arguments);
	errno = EINVAL;
	return -1;
}

int kacs_report_path(struct kacs_diagnostic *diagnostic, const char *path,
		     const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	fill(diagnostic, KACS_NO_OFFSET, path, format, arguments);
	va_end(arguments);
	errno = EINVAL;
	return -1;
}

int kacs_report_core(struct kacs_diagnostic *diagnostic, const char *what,
		     const struct kacs_error *error)
{
	return kacs_report(diagnostic, error->offset, "%s: %s", what,
			   kacs_reason_text(error->reason));
}

int kacs_report_memory(struct kacs_diagnostic *diagnostic)
{
	kacs_report(diagnostic, KACS_NO_OFFSET, "out of memory");
	errno = ENOMEM;
	return -1;
}

void kacs_diagnostic_text(const struct kacs_diagnostic *diagnostic, char *out,
			  size_t room)
{
	if (diagnostic->path[0])
		snprintf(out, room, "%s: %s", diagnostic->path,
			 diagnostic->message);
	else if (diagnostic->offset != KACS_NO_OFFSET)
		snprintf(out, room, "byte %zu: %s", diagnostic->offset,
			 diagnostic->message);
	else
		snprintf(out, room, "%s", diagnostic->message);
}
