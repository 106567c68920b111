import type { AnyRoute } from "@tanstack/react-router"
import type { ComponentType } from "react"
import { page } from "./routes.ts"

type Modules = Record<string, () => Promise<unknown>>
const modules: Modules = import.meta.glob([
  "./workbench/annotate/Page.tsx",
  "./workbench/review/QueuesPage.tsx",
  "./workbench/review/QueuePage.tsx",
  "./workbench/review/alike/Page.tsx",
  "./workbench/review/Page.tsx",
  "./workbench/annotate/bench/Page.tsx",
])

function pages(frame: AnyRoute, list: readonly (readonly [path: string, file: string, name: string])[]): AnyRoute[] {
  return list.flatMap(([path, file, name]) => {
    const load = modules[file]
    // The glob cannot know what a module exports; the name is written beside its file here.
    // The address follows the task; only another project is another page.
    return load ? [page(frame, path, load as () => Promise<Record<string, ComponentType>>, name, ["project"])] : []
  })
}

/** Pages that bring a canvas, and the queues that lead to them. Konva is fetched with these only. */
export const workRoutes = {
  work: (frame: AnyRoute) =>
    pages(frame, [
      // One route for both addresses, so that the page stays mounted when its task gets one.
      ["/label/$project/{-$assignment}", "./workbench/annotate/Page.tsx", "TaskPage"],
      ["/review/$project/$task", "./workbench/review/Page.tsx", "ReviewPage"],
    ]),
  manage: (frame: AnyRoute) =>
    pages(frame, [
      ["/review", "./workbench/review/QueuesPage.tsx", "QueuesPage"],
      ["/review/$project", "./workbench/review/QueuePage.tsx", "QueuePage"],
      ["/review/$project/alike", "./workbench/review/alike/Page.tsx", "AlikePage"],
    ]),
  bare: (frame: AnyRoute) =>
    import.meta.env.MODE === "test"
      ? pages(frame, [["/bench/canvas", "./workbench/annotate/bench/Page.tsx", "BenchPage"]])
      : [],
}
