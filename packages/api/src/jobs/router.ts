import { Empty } from "@justesse/types/wire/common"
import { JobChanges } from "@justesse/types/wire/jobs"
import { ProjectOnly } from "@justesse/types/wire/project"
import { member, operator, router, streamOf } from "../core/trpc.ts"
import { FOLLOWERS, followAll, followProject } from "./follow.ts"

/** Which jobs change, as a stream: whoever shows what a job does reads it again when the stream says so. */
export const jobsRouter = router({
  follow: member(FOLLOWERS, "read")
    .input(ProjectOnly)
    .output(streamOf(JobChanges))
    .subscription(({ ctx, input, signal }) =>
      followProject(ctx, { projectId: ctx.project.id, slug: input.project }, ctx.who, signal),
    ),
  followAll: operator()
    .input(Empty)
    .output(streamOf(JobChanges))
    .subscription(({ ctx, signal }) => followAll(ctx, ctx.who, signal)),
})
