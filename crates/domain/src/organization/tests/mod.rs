mod course;
mod hour;
mod hub;
mod pace;
