import { accountRouter } from "./account/router.ts"
import { setupRouter } from "./account/setupRouter.ts"
import { activityRouter } from "./activity/router.ts"
import { adminRouter } from "./admin/router.ts"
import { assetRouter } from "./assets/router.ts"
import { router } from "./core/trpc.ts"
import { decisionRouter } from "./decisions/router.ts"
import { goldRouter } from "./gold/router.ts"
import { guidelineRouter } from "./guidelines/router.ts"
import { importsRouter } from "./imports/router.ts"
import { jobsRouter } from "./jobs/router.ts"
import { ontologyRouter } from "./labels/router.ts"
import { learningRouter } from "./learning/router.ts"
import { mentorRouter } from "./mentors/router.ts"
import { modelsRouter } from "./models/router.ts"
import { ombudRouter } from "./ombud/router.ts"
import { payRouter } from "./pay/router.ts"
import { peopleRouter } from "./people/router.ts"
import { progressRouter } from "./progress/router.ts"
import { projectRouter } from "./projects/router.ts"
import { qualityRouter } from "./quality/router.ts"
import { questionRouter } from "./questions/router.ts"
import { recordRouter } from "./records/router.ts"
import { reviewRouter } from "./review/router.ts"
import { datasetRouter } from "./versions/router.ts"
import { workRouter } from "./work/router.ts"

/** Everything that can be called, by topic. */
export const appRouter = router({
  account: accountRouter,
  setup: setupRouter,
  work: workRouter,
  review: reviewRouter,
  question: questionRouter,
  decision: decisionRouter,
  record: recordRouter,
  learning: learningRouter,
  project: projectRouter,
  ontology: ontologyRouter,
  gold: goldRouter,
  guideline: guidelineRouter,
  activity: activityRouter,
  asset: assetRouter,
  imports: importsRouter,
  dataset: datasetRouter,
  people: peopleRouter,
  mentor: mentorRouter,
  progress: progressRouter,
  ombud: ombudRouter,
  pay: payRouter,
  quality: qualityRouter,
  models: modelsRouter,
  jobs: jobsRouter,
  admin: adminRouter,
})
/** The type of {@link appRouter}: all that the studio takes from this package. */
export type AppRouter = typeof appRouter
