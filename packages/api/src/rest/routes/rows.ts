import * as wire from "@justesse/types/wire/rest"
import { listRows, takeRows } from "../../assets/rows.ts"
import { forMember, type Route } from "../route.ts"

/** Rows of tables, which the tasks of a form may be about in place of pictures. */
export const rowRoutes: readonly Route[] = [
  forMember(
    ["owner", "reviewer"],
    {
      id: "listRows",
      method: "get",
      path: "/p/{project}/rows",
      about: "Tasks that are about no picture, a page at a time: their rows, how they stand and their final answers.",
      scope: "read",
      query: wire.RestRowsQuery,
      answer: wire.RestRows,
    },
    ({ deps, project, query: { state = null, search, cursor = null, limit } }) =>
      listRows(deps, project, { project: project.slug, state, search, cursor, limit }),
  ),
  forMember(
    ["owner"],
    {
      id: "addRows",
      method: "post",
      path: "/p/{project}/rows",
      about:
        "Makes a task of each row, whose columns are shown beside the questions. A row that is there is not added again.",
      scope: "import",
      body: wire.RestRowsAdd,
      answer: wire.RestRowsAdded,
    },
    ({ deps, project, body }) => takeRows(deps, project, body),
  ),
]
