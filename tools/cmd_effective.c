// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* kacs effective: who may do what, as a matrix. */
#include "subject.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage_text[] =
	"kacs effective [WHO] [HOW] [--json] PATH...\n"
	"       kacs effective [WHO] [HOW] [--json] [--directory] --sd SDDL [--sd SDDL]...\n"
	"       kacs effective [WHO] [HOW] [--json] [--directory] --list FILE|-\n"
	"       WHO: --user NAME | --token FILE | --pid PID; otherwise everybody in\n"
	"       --users FILE, $KACS_USERS or /etc/kacs/users.json\n"
	"       HOW: " HOW_USAGE "\n"
	"       A line of --list is SDDL, or a name, TAB and SDDL.";

static const struct column {
	const char *heading;
	uint32_t bit;
} columns[] = {
	{"read", KACS_FILE_READ_DATA},
	{"write", KACS_FILE_WRITE_DATA},
	{"append", KACS_FILE_APPEND_DATA},
	{"execute", KACS_FILE_EXECUTE},
	{"delete", KACS_DELETE},
	{"child", KACS_FILE_DELETE_CHILD},
	{"attr", KACS_FILE_READ_ATTRIBUTES},
	{"wattr", KACS_FILE_WRITE_ATTRIBUTES},
	{"ea", KACS_FILE_READ_EA},
	{"wea", KACS_FILE_WRITE_EA},
	{"sd", KACS_READ_CONTROL},
	{"dacl", KACS_WRITE_DAC},
	{"owner", KACS_WRITE_OWNER},
};

#define COLUMNS (sizeof(columns) / sizeof(columns[0]))

struct request {
	struct token_source source;
	struct object_source place; /* its flags and kind */
	const char *list;
	const char **sddls;
	size_t sddl_count;
	struct how how;
	bool json;
};

struct matrix {
	struct subject *subjects;
	size_t subject_count;
	struct object *objects;
	size_t object_count;
};

static int add_object(struct matrix *matrix, const struct object_source *source,
		      const char *name)
{
	struct object *more =
		realloc(matrix->objects,
			(matrix->object_count + 1) * sizeof(*matrix->objects));
	struct object *object;
	int status;

	if (!more)
		return fail("out of memory");
	matrix->objects = more;
	object = &more[matrix->object_count++];
	memset(object, 0, sizeof(*object));
	status = load_object(source, object);
	if (name)
		snprintf(object->name, sizeof(object->name), "%s", name);
	return status;
}

static int add_line(struct matrix *matrix, struct object_source source,
		    char *line)
{
	char *tab = strchr(line, '\t');

	line[strcspn(line, "\r\n")] = '\0';
	if (!line[0])
		return 0;
	if (tab)
		*tab = '\0';
	source.sddl = tab ? tab + 1 : line;
	return add_object(matrix, &source, line);
}

static int add_list(struct matrix *matrix, const struct request *request)
{
	FILE *file = strcmp(request->list, "-") == 0
			     ? stdin
			     : fopen(request->list, "re");
	char *line = NULL;
	size_t room = 0;
	int status = 0;

	if (!file)
		return fail_errno("%s", request->list);
	while (status == 0 && getline(&line, &room, file) >= 0)
		status = add_line(matrix, request->place, line);
	free(line);
	if (file != stdin)
		fclose(file);
	return status;
}

static int load_objects(struct matrix *matrix, const struct request *request,
			char **paths, size_t path_count)
{
	struct object_source source = request->place;
	int status = 0;
	size_t i;

	for (i = 0; status == 0 && i < request->sddl_count; i++) {
		source.sddl = request->sddls[i];
		status = add_object(matrix, &source, request->sddls[i]);
	}
	source.sddl = NULL;
	for (i = 0; status == 0 && i < path_count; i++) {
		source.path = paths[i];
		status = add_object(matrix, &source, NULL);
	}
	if (status == 0 && request->list)
		status = add_list(matrix, request);
	return status;
}

static json_t *row_json(const struct subject *subject,
			const struct object *object, uint32_t type,
			uint32_t granted)
{
	json_t *row = json_object();

	json_object_set_new(row, "user", json_string(subject->name));
	json_object_set_new(row, "object", json_string(object->name));
	json_object_set_new(row, "granted", json_sprintf("0x%x", granted));
	json_object_set_new(row, "rights", rights_json(granted, type));
	return row;
}

static bool is_file(uint32_t type)
{
	return type == KACS_OBJECT_FILE || type == KACS_OBJECT_DIRECTORY;
}

/* Only the rights of files have a column each. */
static void print_headings(int width, uint32_t type)
{
	size_t i;

	if (!is_file(type))
		return;
	printf("%*s", width, "");
	for (i = 0; i < COLUMNS; i++)
		printf(" %s", columns[i].heading);
	putchar('\n');
}

static void print_row(const char *name, int width, uint32_t type,
		      uint32_t granted)
{
	char constants[512];
	size_t i;

	printf("%-*s", width, name);
	if (is_file(type)) {
		/* No blanks at the end of the line. */
		for (i = 0; i < COLUMNS; i++)
			printf(" %-*s",
			       i + 1 < COLUMNS ? (int)strlen(columns[i].heading)
					       : 0,
			       granted & columns[i].bit ? "x" : "-");
	} else {
		kacs_rights_constants(granted, type, " ", constants,
				      sizeof(constants));
		printf(" 0x%x %s", granted, granted ? constants : "-");
	}
	putchar('\n');
}

static int widest(const struct matrix *matrix, bool by_subject)
{
	size_t count =
		by_subject ? matrix->object_count : matrix->subject_count;
	int width = 0, len;
	size_t i;

	for (i = 0; i < count; i++) {
		len = (int)strlen(by_subject ? matrix->objects[i].name
					     : matrix->subjects[i].name);
		width = len > width ? len : width;
	}
	return width;
}

/* The rows of one subject. */
static int print_subject(struct how *how, const struct matrix *matrix,
			 const struct subject *subject, int width, json_t *rows)
{
	bool by_subject = matrix->object_count > 1;
	uint32_t granted = 0;
	int status;
	size_t i;

	for (i = 0; i < matrix->object_count; i++) {
		const struct object *object = &matrix->objects[i];

		set_object(how, object);
		status = rights_of(how, subject, object, &granted);
		if (status)
			return status;
		if (rows)
			json_array_append_new(rows,
					      row_json(subject, object,
						       how->type, granted));
		else
			print_row(by_subject ? object->name : subject->name,
				  width, how->type, granted);
	}
	return 0;
}

/* Rows are subjects when there is one object, else a block for each subject. */
static int print_matrix(struct how *how, const struct matrix *matrix, bool json)
{
	bool by_subject = matrix->object_count > 1;
	json_t *rows = json ? json_array() : NULL;
	int status = 0, width = widest(matrix, by_subject);
	size_t i;

	set_object(how, matrix->objects);
	if (!json && !by_subject)
		print_headings(width, how->type);
	for (i = 0; status == 0 && i < matrix->subject_count; i++) {
		if (!json && by_subject) {
			printf("%s%s\n", i ? "\n" : "",
			       matrix->subjects[i].name);
			print_headings(width, how->type);
		}
		status = print_subject(how, matrix, &matrix->subjects[i], width,
				       rows);
	}
	if (json && status == 0)
		return print_json(rows, 0);
	json_decref(rows);
	return status;
}

static int run(struct request *request, char **paths, size_t path_count)
{
	struct matrix matrix = {0};
	int status = how_end(&request->how);
	size_t i;

	if (status == 0)
		status = load_subjects(&request->source, &matrix.subjects,
				       &matrix.subject_count);
	if (status == 0)
		status = load_objects(&matrix, request, paths, path_count);
	if (status)
		status = STATUS_ERROR;
	else if (matrix.object_count)
		status = print_matrix(&request->how, &matrix, request->json);
	for (i = 0; i < matrix.subject_count; i++)
		free_subject(&matrix.subjects[i]);
	for (i = 0; i < matrix.object_count; i++)
		free_object(&matrix.objects[i]);
	free(matrix.subjects);
	free(matrix.objects);
	return status;
}

static int add_sddl(const struct command_option *option, const char *text)
{
	struct request *request = option->to;

	request->sddls[request->sddl_count++] = text;
	return 0;
}

int cmd_effective(int argc, char **argv)
{
	struct request request = {0};
	const struct command_option options[] = {
		WHO_OPTIONS(&request.source),
		{"sd", .set = add_sddl, .to = &request},
		{"list", .text = &request.list},
		HOW_OPTIONS(&request.how),
		{"directory", .flag = &request.place.directory},
		{"no-dereference", 'P', .number = &request.place.flags,
		 .value = AT_SYMLINK_NOFOLLOW},
		{"json", .flag = &request.json},
		{.name = NULL},
	};
	int status;

	/* No more of them than arguments. */
	request.sddls = calloc((size_t)argc, sizeof(*request.sddls));
	if (!request.sddls)
		return fail("out of memory");
	how_init(&request.how);
	parse_options(argc, argv, options, usage_text);
	if (optind == argc && !request.sddl_count && !request.list)
		status = usage(usage_text);
	else
		status = run(&request, argv + optind, (size_t)(argc - optind));
	how_free(&request.how);
	free(request.sddls);
	return status;
}
