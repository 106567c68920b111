import { useQuery } from "@tanstack/react-query"
import { trpc } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { ButtonLink } from "../../ui/Button.tsx"
import { Row, Rows, Section } from "../../ui/layout.tsx"

/** Whose answers wait for me to read before they review, in whatever project. */
export function useSeats() {
  return useQuery(trpc.progress.seats.queryOptions({})).data?.seats ?? []
}

/** What waits for me to read, each with its day; nothing where nothing does. */
export function PeerSeats() {
  const t = useT("progress")
  const format = useFormat()
  const seats = useSeats()
  if (seats.length === 0) return null
  return (
    <div className={measures.above20}>
      <Section title={t("seats.title")}>
        <p className={`dim ${measures.upTo640}`}>{t("seats.text")}</p>
        <div className={measures.above12}>
          <Rows>
            {seats.map(({ seat, project, name, dueMs }) => (
              <Row key={seat} name={`${name} · ${t("seats.due", { day: format.fullDate(dueMs) })}`} tall>
                <ButtonLink look="primary" to="/review/$project/peer/$seat" params={{ project, seat }}>
                  {t("seats.open")}
                </ButtonLink>
              </Row>
            ))}
          </Rows>
        </div>
      </Section>
    </div>
  )
}
