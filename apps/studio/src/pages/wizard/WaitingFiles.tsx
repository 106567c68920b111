import { useQuery } from "@tanstack/react-query"
import { useStore } from "zustand"
import { trpc } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { ButtonLink } from "../../ui/Button.tsx"
import { uploads } from "../../uploads/store.ts"

/** Files that came on an earlier visit, or from elsewhere, and still wait for a decision of their owner. */
export function WaitingFiles({ project }: { readonly project: string }) {
  const t = useT("uploads")
  const sent = useStore(uploads)
  const query = useQuery(trpc.imports.list.queryOptions({ project }))
  const waiting = (query.data?.imports ?? []).filter(
    ({ id, state }) => state === "waiting" && !sent.some((one) => one.project === project && one.importId === id),
  )
  if (waiting.length === 0) return null
  return (
    <div className={`rows ${measures.above12}`}>
      {waiting.map(({ id, name }) => (
        <div key={id} className={`row ${measures.high56}`}>
          <span className="g">
            <span className="b">{name}</span> <span className="dim">{t("became.waiting")}</span>
          </span>
          <ButtonLink small look="primary" to="/p/$project/imports/$import" params={{ project, import: String(id) }}>
            {t("decide")}
          </ButtonLink>
        </div>
      ))}
    </div>
  )
}
