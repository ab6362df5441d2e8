import MenuIcon from '@mui/icons-material/Menu';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Drawer from '@mui/material/Drawer';
import IconButton from '@mui/material/IconButton';
import List from '@mui/material/List';
import ListItem from '@mui/material/ListItem';
import ListItemButton from '@mui/material/ListItemButton';
import { useTheme } from '@mui/material/styles';
import useMediaQuery from '@mui/material/useMediaQuery';
import { type ReactNode, useState } from 'react';
import { useCanAccess, useGetIdentity, useTranslate } from 'ra-core';
import { Notification } from 'react-admin';
import { Link, useLocation } from 'react-router-dom';
import { FACTS } from '../facts.js';
import { RESOURCES } from '../resources/index.js';
import { AgainDialog } from '../sign-in/AgainDialog.js';
import { signOut } from '../sign-in/sign-in.js';
import { LanguageChoice } from './LanguageChoice.js';
import { SearchBox } from './SearchBox.js';

/** What stands around every page: where one is, the search, the pages, who is signed in. */
export function Layout({ children }: { children: ReactNode }) {
  const translate = useTranslate();
  const isWide = useMediaQuery(useTheme().breakpoints.up('md'), { noSsr: true });
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      <Button
        component="a"
        href="#content"
        onClick={(event) => {
          // The part after # is the place in this page.
          event.preventDefault();
          document.querySelector<HTMLElement>('main h1')?.focus();
        }}
        sx={{
          position: 'absolute',
          insetInlineStart: 8,
          insetBlockStart: -80,
          zIndex: 2000,
          '&:focus': { insetBlockStart: 8 },
        }}
      >
        {translate('ra.navigation.skip_nav')}
      </Button>
      <Box
        component="header"
        sx={{
          borderBottom: 1,
          borderColor: 'divider',
          bgcolor: 'background.paper',
          px: { xs: 2, md: 3 },
          py: 1.5,
        }}
      >
        <Box
          sx={{
            display: 'flex',
            flexWrap: 'wrap',
            gap: 2,
            alignItems: 'center',
            maxWidth: '90rem',
            mx: 'auto',
          }}
        >
          {!isWide && (
            <IconButton
              aria-label={translate('wardkey.menu')}
              aria-expanded={isOpen}
              aria-haspopup="dialog"
              onClick={() => setOpen(true)}
              edge="start"
            >
              <MenuIcon />
            </IconButton>
          )}
          <Box sx={{ flex: '1 1 10rem', minWidth: 0 }}>
            <Box sx={{ fontWeight: 600 }}>{FACTS.organisation}</Box>
            <Box sx={{ color: 'text.secondary', fontSize: '0.875rem' }}>{translate('wardkey.title')}</Box>
          </Box>
          <Box sx={{ flex: { xs: '1 1 100%', md: '2 1 24rem' }, maxWidth: { md: '36rem' } }}>
            <SearchBox />
          </Box>
        </Box>
      </Box>
      <Box
        sx={{
          display: 'grid',
          gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: '15rem minmax(0, 1fr)' },
          gap: 3,
          maxWidth: '90rem',
          mx: 'auto',
          px: { xs: 2, md: 3 },
          py: 3,
        }}
      >
        {isWide && <Menu />}
        <Box component="main" id="content">
          {children}
        </Box>
      </Box>
      {!isWide && (
        <Drawer
          open={isOpen}
          onClose={close}
          slotProps={{
            paper: { 'aria-label': translate('wardkey.menu'), sx: { inlineSize: '17rem', p: 2 } },
          }}
        >
          <Button variant="outlined" onClick={close} sx={{ mb: 2 }}>
            {translate('ra.action.close')}
          </Button>
          <Menu onChoose={close} />
        </Drawer>
      )}
      <AgainDialog />
      <Notification />
    </>
  );
}

function Menu({ onChoose }: { onChoose?: () => void }) {
  const translate = useTranslate();
  const { identity } = useGetIdentity();
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
      <Box component="nav" aria-label={translate('wardkey.mainMenu')}>
        <List disablePadding sx={{ display: 'grid', gap: 0.5 }}>
          <MenuItem to="/" text={translate('wardkey.start')} onChoose={onChoose} />
          {RESOURCES.map(({ name }) => (
            <ResourceItem key={name} name={name} onChoose={onChoose} />
          ))}
        </List>
      </Box>
      <Box
        component="section"
        aria-label={translate('wardkey.person')}
        sx={{ borderTop: 1, borderColor: 'divider', pt: 2, display: 'grid', gap: 2 }}
      >
        {identity?.fullName && (
          <Box sx={{ overflowWrap: 'anywhere', color: 'text.secondary', fontSize: '0.875rem' }}>
            {translate('wardkey.signedInAs', { name: identity.fullName })}
          </Box>
        )}
        <LanguageChoice />
        <Button variant="outlined" onClick={() => void signOut()}>
          {translate('wardkey.signOut')}
        </Button>
      </Box>
    </Box>
  );
}

function ResourceItem({ name, onChoose }: { name: string; onChoose?: () => void }) {
  const translate = useTranslate();
  const { canAccess } = useCanAccess({ resource: name, action: 'list' });
  if (!canAccess) return null;
  return <MenuItem to={`/${name}`} text={translate(`resources.${name}.name`)} onChoose={onChoose} />;
}

function MenuItem({ to, text, onChoose }: { to: string; text: string; onChoose?: () => void }) {
  const { pathname } = useLocation();
  const isHere = to === '/' ? pathname === '/' : pathname === to || pathname.startsWith(`${to}/`);
  return (
    <ListItem disablePadding>
      <ListItemButton
        component={Link}
        to={to}
        selected={isHere}
        aria-current={isHere ? 'page' : undefined}
        onClick={onChoose}
      >
        {text}
      </ListItemButton>
    </ListItem>
  );
}
