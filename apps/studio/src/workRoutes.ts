import type { AnyRoute } from "@tanstack/react-router"
import type { ComponentType } from "react"
import { page } from "./routes.ts"

type Modules = Record<string, () => Promise<unknown>>
const modules: Modules = import.meta.glob([
  "./task/TaskPage.tsx",
  "./review/QueuesPage.tsx",
  "./review/QueuePage.tsx",
  "./review/alike/AlikePage.tsx",
  "./review/ReviewPage.tsx",
  "./canvas/BenchPage.tsx",
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
      ["/label/$project/{-$assignment}", "./task/TaskPage.tsx", "TaskPage"],
      ["/review/$project/$task", "./review/ReviewPage.tsx", "ReviewPage"],
    ]),
  manage: (frame: AnyRoute) =>
    pages(frame, [
      ["/review", "./review/QueuesPage.tsx", "QueuesPage"],
      ["/review/$project", "./review/QueuePage.tsx", "QueuePage"],
      ["/review/$project/alike", "./review/alike/AlikePage.tsx", "AlikePage"],
    ]),
  bare: (frame: AnyRoute) =>
    import.meta.env.MODE === "test" ? pages(frame, [["/bench/canvas", "./canvas/BenchPage.tsx", "BenchPage"]]) : [],
}
