import { router } from "./core/trpc.ts"
import { accountRouter } from "./routers/account.ts"
import { activityRouter } from "./routers/activity.ts"
import { adminRouter } from "./routers/admin.ts"
import { assetRouter } from "./routers/asset.ts"
import { datasetRouter } from "./routers/dataset.ts"
import { goldRouter } from "./routers/gold.ts"
import { guidelineRouter } from "./routers/guideline.ts"
import { importsRouter } from "./routers/imports.ts"
import { modelsRouter } from "./routers/models.ts"
import { ontologyRouter } from "./routers/ontology.ts"
import { peopleRouter } from "./routers/people.ts"
import { projectRouter } from "./routers/project.ts"
import { qualityRouter } from "./routers/quality.ts"
import { reviewRouter } from "./routers/review.ts"
import { setupRouter } from "./routers/setup.ts"
import { workRouter } from "./routers/work.ts"

/** Everything that can be called, by topic. */
export const appRouter = router({
  account: accountRouter,
  setup: setupRouter,
  work: workRouter,
  review: reviewRouter,
  project: projectRouter,
  ontology: ontologyRouter,
  gold: goldRouter,
  guideline: guidelineRouter,
  activity: activityRouter,
  asset: assetRouter,
  imports: importsRouter,
  dataset: datasetRouter,
  people: peopleRouter,
  quality: qualityRouter,
  models: modelsRouter,
  admin: adminRouter,
})
/** The type of {@link appRouter}: all that the studio takes from this package. */
export type AppRouter = typeof appRouter
