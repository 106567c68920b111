import { CLI } from "../../ui/cli.ts"

interface Group {
  readonly key: "token" | "pictures" | "labels" | "progress" | "export" | "care"
  readonly lines: readonly string[]
}

const AUTH = '-H "Authorization: Bearer $TOKEN"'

/** Lines to copy: commands for whoever sits at the server, curl for whoever does not. */
export function linesFor(project: string, origin: string): Group[] {
  const call = (path: string, input: object) =>
    `curl -s ${AUTH} -H "Content-Type: application/json" -d '${JSON.stringify(input)}' ${origin}/trpc/${path}`
  return [
    {
      key: "token",
      lines: [`${CLI} token create --user you@example.org --scope import,read,export`, "export TOKEN=…"],
    },
    {
      key: "pictures",
      lines: [
        `${CLI} import ./photos --project ${project}`,
        "BATCH=$(uuidgen | tr A-Z a-z)",
        `curl -T photo.jpg ${AUTH} "${origin}/upload/${project}/$BATCH?name=photo.jpg"`,
        `curl -s ${AUTH} -H "Content-Type: application/json" -d "{\\"project\\":\\"${project}\\",\\"batch\\":\\"$BATCH\\",\\"name\\":\\"photos\\",\\"as\\":\\"settled\\"}" ${origin}/trpc/imports.start`,
      ],
    },
    {
      key: "labels",
      lines: [
        `${CLI} import ./instances.json --project ${project} --as settled`,
        `${CLI} import ./truth.json --project ${project} --as gold`,
      ],
    },
    {
      key: "progress",
      lines: [call("dataset.list", { project }), call("project.overview", { project, utcOffsetMinutes: 0 })],
    },
    {
      key: "export",
      lines: [
        `${CLI} export --project ${project} --dataset-version latest --format coco --out ./${project}`,
        call("dataset.exportStart", { project, version: 1, format: "coco", withPictures: false }),
        call("dataset.get", { project, version: 1 }),
      ],
    },
    { key: "care", lines: [`${CLI} doctor`, `${CLI} verify`, `${CLI} backup ./backup.zip`] },
  ]
}
