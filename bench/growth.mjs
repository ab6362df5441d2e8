export const growth = () => {
  throw new Error('later');
};
