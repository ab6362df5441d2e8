import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import Typography from '@mui/material/Typography';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useTranslate } from 'ra-core';
import { Link, useLocation } from 'react-router-dom';
import { FACTS } from '../facts.js';

/** A page: its title in the browser, its heading, which gets the focus when somebody comes to the page, and its content. */
export function Page({
  title,
  back,
  actions,
  children,
}: {
  title: string;
  /** Where the link above the heading leads. */
  back?: { to: string; text: string };
  actions?: ReactNode;
  children: ReactNode;
}) {
  const translate = useTranslate();
  const heading = useRef<HTMLHeadingElement>(null);
  const { pathname } = useLocation();
  useEffect(() => {
    document.title = translate('wardkey.titleOf', { page: title, organisation: FACTS.organisation });
  }, [title, translate]);
  useEffect(() => heading.current?.focus(), [pathname]);
  return (
    <Box sx={{ display: 'grid', gap: 3, gridTemplateColumns: 'minmax(0, 1fr)' }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'end' }}>
        <Box sx={{ flex: '1 1 16rem', minWidth: 0 }}>
          {back && (
            <Link to={back.to} style={{ display: 'inline-block', paddingBlock: '0.625rem' }}>
              <span aria-hidden="true">← </span>
              {back.text}
            </Link>
          )}
          <Typography component="h1" variant="h1" ref={heading} tabIndex={-1}>
            {title}
          </Typography>
        </Box>
        {actions && <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>{actions}</Box>}
      </Box>
      {children}
    </Box>
  );
}

/** A part of a page with a heading of its own. */
export function Section({
  title,
  actions,
  children,
}: {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <Paper
      component="section"
      aria-labelledby={id}
      variant="outlined"
      sx={{ p: { xs: 2, sm: 3 }, display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}
    >
      <Box
        sx={{
          display: 'flex',
          flexWrap: 'wrap',
          gap: 1,
          alignItems: 'center',
          justifyContent: 'space-between',
        }}
      >
        <Typography component="h2" variant="h2" id={id}>
          {title}
        </Typography>
        {actions}
      </Box>
      {children}
    </Paper>
  );
}

/** Names and values. What has no value is left out. */
export function Facts({ facts }: { facts: Array<[name: string, value: ReactNode]> }) {
  const shown = facts.filter(([, value]) => value !== undefined && value !== null && value !== '');
  return (
    <Box
      component="dl"
      sx={{
        m: 0,
        display: 'grid',
        gridTemplateColumns: { xs: 'minmax(0, 1fr)', sm: 'minmax(8rem, 14rem) minmax(0, 1fr)' },
        columnGap: 3,
        rowGap: { xs: 0, sm: 1 },
        '& dt': { color: 'text.secondary', fontSize: { xs: '0.875rem', sm: '1rem' } },
        '& dd': { m: 0, mb: { xs: 1.5, sm: 0 }, overflowWrap: 'anywhere' },
      }}
    >
      {shown.map(([name, value]) => (
        <Box key={name} sx={{ display: 'contents' }}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </Box>
      ))}
    </Box>
  );
}

/** Something that the person must know now. */
export function Notice({
  title,
  children,
  role = 'status',
}: {
  title?: string;
  children?: ReactNode;
  role?: 'status' | 'alert';
}) {
  return (
    <Box
      role={role}
      sx={{
        p: 2,
        borderLeft: 4,
        borderColor: 'text.primary',
        borderRadius: '0 8px 8px 0',
        bgcolor: 'action.hover',
        display: 'grid',
        gap: 1,
        gridTemplateColumns: 'minmax(0, 1fr)',
      }}
    >
      {title && <strong>{title}</strong>}
      {children}
    </Box>
  );
}

/** A code or an id: as it is, to be copied. */
export function Code({ children }: { children: ReactNode }) {
  return (
    <Box
      component="code"
      sx={{
        fontFamily: "ui-monospace, 'SF Mono', Menlo, Consolas, 'Liberation Mono', monospace",
        fontSize: '0.9375em',
        overflowWrap: 'anywhere',
      }}
    >
      {children}
    </Box>
  );
}
