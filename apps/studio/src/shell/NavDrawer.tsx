import type { Me } from "@justesse/types/wire/account"
import { Drawer } from "@mantine/core"
import { useT } from "../i18n/useT.ts"
import frame from "./frame.module.css"
import { Nav } from "./Nav.tsx"

/** The navigation of a phone, over the page. */
export function NavDrawer({ me, onClose }: { readonly me: Me; readonly onClose: () => void }) {
  const t = useT("nav")
  return (
    <Drawer.Root opened onClose={onClose} size={264}>
      <Drawer.Overlay />
      <Drawer.Content aria-label={t("menu")}>
        <Drawer.Body p={0}>
          <div className={`${frame.app} ${frame.drawer}`}>
            <aside className={frame.column}>
              <Nav me={me} onGo={onClose} />
            </aside>
          </div>
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  )
}
