import type { ComponentType, ReactElement } from 'react';
import type { ResourceData } from '../api/data-provider.js';

/** One kind of thing that administrators look at: its data, its pages, and what somebody must be allowed to do. */
export interface PageResource {
  /** As in the address of the API, and in the words (`resources.<name>`). */
  name: string;
  // Each resource has records of its own; react-admin passes them on unseen.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  data: ResourceData<any>;
  /**
   * The permission that each action needs: `list`, `show`, `create`, `edit`, and others of the resource. An action that
   * is not named is for nobody.
   */
  permissions: Record<string, `__wardkey/${string}`>;
  list: ComponentType;
  show?: ComponentType;
  create?: ComponentType;
  edit?: ComponentType;
  /** Pages besides these: routes below the address of the resource. */
  more?: ReactElement;
}
