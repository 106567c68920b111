import { useQuery } from "@tanstack/react-query"
import { useParams } from "@tanstack/react-router"
import { trpc } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useProjectSlug } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import { Loaded } from "../../ui/Loaded.tsx"
import { ImportBody } from "./Body.tsx"
import { useMorePictures } from "./useMorePictures.ts"
import { WaitingImport } from "./Waiting.tsx"

/** One import: what was recognised and waits for a decision, where it is, what came in, what was left out and why. */
export function ImportPage() {
  const t = useT("imports")
  const project = useProjectSlug()
  const params = useParams({ from: "/manage/p/$project/imports/$import" })
  const id = Number(params.import)
  const query = useQuery(trpc.imports.get.queryOptions({ project, id }))
  usePageName(query.data?.row.name ?? t("one"))
  useMorePictures(query.data?.row)
  return (
    <div className="content">
      <Loaded query={query}>
        {(shown) =>
          shown.row.state === "waiting" && shown.looked ? (
            // A look in another way is another page: what was chosen before belongs to the earlier one.
            <WaitingImport
              key={`${shown.looked.format} ${shown.looked.origin} ${shown.looked.files}`}
              project={project}
              shown={shown}
              preview={shown.looked}
            />
          ) : (
            <ImportBody project={project} shown={shown} />
          )
        }
      </Loaded>
    </div>
  )
}
