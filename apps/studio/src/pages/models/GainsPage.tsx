import { useQuery } from "@tanstack/react-query"
import { linkOptions, useParams } from "@tanstack/react-router"
import { trpc } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useProjectSlug } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import { Loaded } from "../../ui/Loaded.tsx"
import { Crumbs, Head } from "../../ui/layout.tsx"
import { Gains } from "./GainsPart.tsx"

/** What one model saves and spoils: answers with its proposals beside those that the lot gave none. */
export function GainsPage() {
  const t = useT("models")
  const project = useProjectSlug()
  const params = useParams({ from: "/manage/p/$project/models/$set/gains" })
  const set = Number(params.set)
  usePageName(t("gains.title"))
  const query = useQuery(trpc.models.gains.queryOptions({ project, set }))
  return (
    <div className="content">
      <Crumbs items={[linkOptions({ to: "/p/$project/models", params: { project }, children: t("title") })]} />
      <Head title={query.data?.model ?? t("gains.title")} />
      <Loaded query={query}>{(gains) => <Gains gains={gains} project={project} />}</Loaded>
    </div>
  )
}
