import type { AnyRoute } from "@tanstack/react-router"
import { page } from "./routes.ts"

/** The address follows the task; only another project is another page. */
const BY_PROJECT = ["project"]

/** Pages that bring a canvas, and the queues that lead to them. Konva is fetched with these only. */
export const workRoutes = {
  work: <F extends AnyRoute>(frame: F) => [
    // One route for both addresses, so that the page stays mounted when its task gets one.
    page(
      frame,
      "/label/$project/{-$assignment}",
      () => import("./workbench/annotate/Page.tsx"),
      "TaskPage",
      BY_PROJECT,
    ),
    page(frame, "/review/$project/$task", () => import("./workbench/review/Page.tsx"), "ReviewPage", BY_PROJECT),
  ],
  manage: <F extends AnyRoute>(frame: F) => [
    page(frame, "/review", () => import("./workbench/review/QueuesPage.tsx"), "QueuesPage", BY_PROJECT),
    page(frame, "/review/$project", () => import("./workbench/review/QueuePage.tsx"), "QueuePage", BY_PROJECT),
    page(
      frame,
      "/review/$project/alike",
      () => import("./workbench/review/similar/Page.tsx"),
      "SimilarPage",
      BY_PROJECT,
    ),
  ],
  bare: <F extends AnyRoute>(frame: F) =>
    import.meta.env.MODE === "test"
      ? [page(frame, "/bench/canvas", () => import("./workbench/annotate/bench/Page.tsx"), "BenchPage", BY_PROJECT)]
      : [],
}
