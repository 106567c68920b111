import { useQuery } from "@tanstack/react-query"
import { trpc } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { Button } from "../../ui/Button.tsx"
import { Note, Row, Rows, Section } from "../../ui/layout.tsx"
import { Wrong } from "../../ui/Trouble.tsx"

/** Names that are shown at once. */
const SHOWN = 20

/** Whether the files that pictures are linked to are still there and still the same. */
export function Links({ project, id }: { readonly project: string; readonly id: number }) {
  const t = useT("imports")
  const query = useQuery(trpc.imports.links.queryOptions({ project, id }))
  const found = query.data
  const wrong = found
    ? ([...found.missing.map((name) => [name, "missing"]), ...found.changed.map((name) => [name, "changed"])] as const)
    : []
  return (
    <Section
      title={t("links.title")}
      aside={
        <Button small disabled={query.isFetching} onClick={() => void query.refetch()}>
          {t("links.again")}
        </Button>
      }
    >
      <Wrong error={query.error} />
      {found && wrong.length === 0 && <p className="dim">{t("links.same", { count: found.linked })}</p>}
      {found && wrong.length > 0 && (
        <>
          <Note need>{t("links.wrong", { count: wrong.length, linked: found.linked })}</Note>
          <Rows>
            {wrong.slice(0, SHOWN).map(([name, state]) => (
              <Row key={name} name={<span className="mono sm">{name}</span>}>
                <span className="need">{t(`links.${state}`)}</span>
              </Row>
            ))}
          </Rows>
        </>
      )}
    </Section>
  )
}
